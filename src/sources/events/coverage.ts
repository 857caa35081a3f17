import type { RequestAttributes } from '../../model/kube/index.ts';
import type { AuditCoverage, AuditGap } from './types.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HOUR_IN_MINUTES = 60;
const READS = ['get', 'list', 'watch'];
const VERBS = [...READS, 'create', 'update', 'patch', 'delete', 'deletecollection'];
/** Share of requests without an answer above which the log is taken for a sample. */
const SUSPICIOUS = 0.02;

interface Reading {
  readonly requests: number;
  readonly unanswered: number;
  readonly notRead: number;
}

function readGaps(verbs: ReadonlySet<string>, sawUrl: boolean): readonly AuditGap[] {
  const gaps: AuditGap[] = [];
  const missing = VERBS.filter((verb) => !verbs.has(verb));
  if (READS.every((verb) => missing.includes(verb)))
    gaps.push({ kind: 'no-reads', detail: 'not one read is in the log: its policy (or export) seems to drop them' });
  for (const verb of missing)
    gaps.push({ kind: 'verb-never-seen', verb, detail: `nobody's ${verb} is in the log: its policy may drop them` });
  if (!sawUrl)
    gaps.push({
      kind: 'urls-never-seen',
      detail: 'no request for a path (/version, /healthz) is in the log: its policy may drop them',
    });
  return gaps;
}

function unansweredGap({ requests, unanswered }: Reading): readonly AuditGap[] {
  if (unanswered === 0 || unanswered < SUSPICIOUS * (requests + unanswered)) return [];
  const detail = `${unanswered} of ${requests + unanswered} requests have no answer in the log: it looks sampled or cut`;
  return [{ kind: 'unanswered', detail }];
}

/** Long silence in a log that is otherwise never silent. Sparse logs show none. */
function silences(minutes: ReadonlySet<number>): readonly AuditGap[] {
  const sorted = [...minutes].toSorted((a, b) => a - b);
  const holes = sorted.flatMap((minute, i) => {
    const length = minute - (sorted[i - 1] ?? minute) - 1;
    return length >= HOUR_IN_MINUTES ? [{ from: minute - length, length }] : [];
  });
  const silent = holes.reduce((sum, { length }) => sum + length, 0);
  const awake = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) + 1 - silent;
  // An hour of busy minutes is needed to call the rest silence.
  if (sorted.length < HOUR_IN_MINUTES || sorted.length < awake / 2) return [];
  return holes.map(({ from, length }) => ({
    kind: 'silence',
    detail: `nothing for ${length} minutes from ${new Date(from * MINUTE).toISOString()}: a file may be missing`,
  }));
}

/** Gathers when and what was logged, to say what the log cannot show. */
export class CoverageMeter {
  readonly #minutes = new Set<number>();
  readonly #days = new Set<number>();
  readonly #verbs = new Set<string>();
  #sawUrl = false;
  #first: number | undefined;
  #last: number | undefined;

  add(attributes: RequestAttributes, time: number): void {
    this.#minutes.add(Math.floor(time / MINUTE));
    this.#days.add(Math.floor(time / DAY));
    if (attributes.kind === 'url') this.#sawUrl = true;
    else if (VERBS.includes(attributes.verb)) this.#verbs.add(attributes.verb);
    this.#first = Math.min(this.#first ?? time, time);
    this.#last = Math.max(this.#last ?? time, time);
  }

  result(reading: Reading): AuditCoverage {
    const notRead: readonly AuditGap[] =
      reading.notRead === 0
        ? []
        : [
            {
              kind: 'not-read',
              detail: `${reading.notRead} parts of the log could not be read: what they show is not known`,
            },
          ];
    const gaps = [
      ...readGaps(this.#verbs, this.#sawUrl),
      ...unansweredGap(reading),
      ...silences(this.#minutes),
      ...notRead,
    ];
    return { first: this.#first, last: this.#last, days: this.#days.size, gaps };
  }
}
