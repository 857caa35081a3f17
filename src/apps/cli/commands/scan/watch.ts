import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostureRun, rejudgeCluster } from '../../../../engines/posture/index.ts';
import type { LiveEvent } from '../../../../sources/api/index.ts';
import type { LiveRead } from '../../collect/index.ts';
import { applyEvents } from './live-state.ts';
import { makeReport, printReport, type Scan } from './report.ts';

/** A rollout changes many objects within moments: one report for all of them. */
const QUIET_MS = 30;
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** Events that wait to be judged; `next` resolves with them once some came and nothing more did for a moment. */
function createInbox(signal: AbortSignal): { put(event: LiveEvent): void; next(): Promise<readonly LiveEvent[]> } {
  let waiting: LiveEvent[] = [];
  let wake: (() => void) | undefined;
  signal.addEventListener('abort', () => wake?.());
  return {
    put(event) {
      waiting.push(event);
      wake?.();
    },
    async next() {
      if (waiting.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      await sleep(QUIET_MS);
      const events = waiting;
      waiting = [];
      return events;
    },
  };
}

function tellTrouble(events: readonly LiveEvent[]): void {
  const said = new Set(events.flatMap((event) => (event.kind === 'trouble' ? [event.message] : [])));
  // The server stays away for every list alike: one line will do.
  const [first] = said;
  if (first !== undefined)
    process.stderr.write(
      `merlon: the cluster is not watched at the moment (${first.replaceAll(/[^\x20-\x7E]/g, '?')})\n`,
    );
}

async function showAgain(run: PostureRun, scan: Scan, started: number): Promise<void> {
  const { output, outputFile } = scan.options;
  const report = makeReport(run, scan);
  if (output === 'terminal' && outputFile === undefined && process.stdout.isTTY) process.stdout.write(CLEAR);
  await printReport(report, scan);
  if (scan.options.stats === true)
    process.stderr.write(`${JSON.stringify({ reportMs: Math.round(performance.now() - started) })}\n`);
}

async function follow(first: PostureRun, scan: Scan, live: LiveRead, signal: AbortSignal): Promise<void> {
  const { watchLive } = await import('../../../../sources/api/index.ts');
  const inbox = createInbox(signal);
  const watching = watchLive(live.connection, live.live.watchPoints, (event) => inbox.put(event), { signal });
  let run = first;
  while (!signal.aborted) {
    const events = await inbox.next();
    const started = performance.now();
    tellTrouble(events);
    const changed = applyEvents(run.cluster, events);
    if (changed === undefined) continue;
    run = rejudgeCluster(run, changed.cluster, changed.touched);
    await showAgain(run, scan, started);
  }
  await watching;
}

/**
 * Keeps the report of a live cluster current: what changes is judged anew with what leaned on it, and the report is printed again. Ends with SIGINT or SIGTERM.
 */
export async function watchCluster(run: PostureRun, scan: Scan): Promise<void> {
  const { live } = scan.collected;
  if (live === undefined) return;
  const ending = new AbortController();
  // Each list that is watched listens.
  setMaxListeners(0, ending.signal);
  const end = (): void => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  await follow(run, scan, live, ending.signal);
}
