import { CoverageMeter } from './coverage.ts';
import { explainFailure, findSources, type LogSource } from './open-sources.ts';
import { type Parsed, parseSource } from './parse-source.ts';
import { readEvent } from './read-event.ts';
import { StageFilter } from './stages.ts';
import type { AuditLog, AuditLogRequest, AuditProblem, AuditProblemKind, AuditWrapping } from './types.ts';
import type { FoundEvent } from './unwrap.ts';
import { UsageTable } from './usage.ts';

const MAX_NAMES = 1000;
const MAX_PROBLEMS = 5;

/** Adds up what the sources give. */
class Intake {
  readonly usage: UsageTable;
  readonly stages = new StageFilter();
  readonly coverage = new CoverageMeter();
  readonly problems: AuditProblem[] = [];
  readonly kinds: Record<AuditProblemKind, number> = {
    unreadable: 0,
    broken: 0,
    truncated: 0,
    'too-long': 0,
    foreign: 0,
  };
  readonly wrappings: Record<AuditWrapping, number> = { plain: 0, list: 0, eks: 0, gke: 0, aks: 0, other: 0 };
  readonly #listed = new Map<string, number>();
  lines = 0;
  events = 0;
  requests = 0;

  readonly #maxProblems: number;

  constructor(maxNames: number, maxProblems: number) {
    this.usage = new UsageTable(maxNames);
    this.#maxProblems = maxProblems;
  }

  fail(problem: AuditProblem, count = 1): void {
    this.kinds[problem.kind] += count;
    const listed = this.#listed.get(problem.source) ?? 0;
    // A file that cannot be read is always said; lines may be too many.
    if (problem.line > 0 && listed >= this.#maxProblems) return;
    this.#listed.set(problem.source, listed + 1);
    this.problems.push(problem);
  }

  take(source: string, parsed: Parsed): void {
    this.lines++;
    const at = { source, line: parsed.line };
    if ('problem' in parsed) {
      this.fail({ kind: parsed.problem, ...at, detail: parsed.detail });
      return;
    }
    const { events, foreign, broken } = parsed.found;
    const isEmpty = events.length + foreign + broken === 0;
    if (foreign > 0 || isEmpty)
      this.fail({ kind: 'foreign', ...at, detail: 'holds something that is no audit event' }, Math.max(1, foreign));
    if (broken > 0) this.fail({ kind: 'broken', ...at, detail: 'holds an audit event that cannot be read' }, broken);
    for (const found of events) this.#takeEvent(found, at);
  }

  #takeEvent(found: FoundEvent, at: { readonly source: string; readonly line: number }): void {
    const request = readEvent(found);
    if (typeof request === 'string') {
      this.fail({ kind: 'broken', ...at, detail: `holds ${request}` });
      return;
    }
    this.events++;
    this.wrappings[found.wrapping]++;
    this.coverage.add(request.attributes, request.time);
    if (!this.stages.take(request.key, request.answered)) return;
    this.requests++;
    this.usage.add(request);
  }
}

async function readSource(source: LogSource, intake: Intake, signal: AbortSignal | undefined): Promise<void> {
  try {
    for await (const parsed of parseSource(source.open())) {
      signal?.throwIfAborted();
      intake.take(source.name, parsed);
    }
  } catch (error) {
    signal?.throwIfAborted();
    intake.fail({ kind: 'unreadable', source: source.name, line: 0, detail: explainFailure(error) });
  }
}

function notRead({
  unreadable,
  broken,
  truncated,
  'too-long': long,
}: Readonly<Record<AuditProblemKind, number>>): number {
  return unreadable + broken + truncated + long;
}

/**
 * Reads audit logs into who used what, how often and when; streams, so that memory grows with what is distinct and not with the log. Bad input is a problem with its line,
 * never an exception. Rejects only with the signal's reason.
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export async function readAuditLog(request: AuditLogRequest): Promise<AuditLog> {
  const intake = new Intake(request.maxNames ?? MAX_NAMES, request.maxProblems ?? MAX_PROBLEMS);
  const { sources, problems } = await findSources(request);
  for (const problem of problems) intake.fail(problem);
  for (const source of sources) await readSource(source, intake, request.signal);
  const { unanswered } = intake.stages;
  const { requests, events, lines, kinds, wrappings } = intake;
  return {
    uses: intake.usage.uses(),
    subjects: intake.usage.subjects(),
    coverage: intake.coverage.result({ requests, unanswered, notRead: notRead(kinds) }),
    counts: { sources: sources.length, lines, events, requests, unanswered, problems: kinds, wrappings },
    problems: intake.problems,
  };
}
