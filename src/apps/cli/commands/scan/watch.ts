import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostureRun, rejudgeCluster } from '../../../../engines/posture/index.ts';
import type { LiveEvent } from '../../../../sources/api/index.ts';
import type { LiveRead } from '../../collect/index.ts';
import { CliError } from '../../errors.ts';
import { outputTerminal, writeByStream, writeNow } from '../../standard-output.ts';
import { applyEvents } from './live-state.ts';
import { makeReport, printReport, type Scan } from './report.ts';

/** A rollout changes many objects within moments: one report for all of them. */
const QUIET_MS = 30;
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** Events that wait to be judged. */
interface Inbox {
  readonly put: (event: LiveEvent) => void;
  /** Ends a `next` that waits, with whatever has come. */
  readonly wake: () => void;
  /** Resolves once some events came and nothing more did for a moment. */
  next(): Promise<readonly LiveEvent[]>;
}

function createInbox(signal: AbortSignal): Inbox {
  let waiting: LiveEvent[] = [];
  let wake: (() => void) | undefined;
  let isWanted = false;
  const rouse = (): void => {
    isWanted = true;
    wake?.();
  };
  signal.addEventListener('abort', rouse);
  return {
    put(event) {
      waiting.push(event);
      rouse();
    },
    wake: rouse,
    async next() {
      if (!isWanted && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      await sleep(QUIET_MS);
      isWanted = false;
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
  if (output === 'terminal' && outputFile === undefined && outputTerminal() !== undefined) writeNow(CLEAR);
  await printReport(report, scan);
  if (scan.options.stats === true)
    process.stderr.write(`${JSON.stringify({ reportMs: Math.round(performance.now() - started) })}\n`);
}

/** A run of a live cluster, and the scan that it is of. */
export interface Judged {
  readonly run: PostureRun;
  readonly scan: Scan;
}

/** Reads and judges the cluster from the start. Throws CliError. */
export type ReadAgain = () => Promise<Judged>;

/** How long after a read that failed the next one is tried. */
const RETRY_MS = 30_000;

/** Whether the cluster is to be read from the start, as definitions say that there is something that was not read. */
interface News {
  isReady: boolean;
  look(kinds: readonly string[]): void;
}

/** Looks for new kinds beside the watch; wakes it when the server offers them. */
function createNews(live: LiveRead, signal: AbortSignal, wake: () => void): News {
  const looking = new Set<string>();
  const news: News = {
    isReady: false,
    look(kinds) {
      const fresh = kinds.filter((gk) => !looking.has(gk));
      if (fresh.length > 0) void find(fresh);
    },
  };
  async function find(kinds: readonly string[]): Promise<void> {
    const { waitForKinds } = await import('../../../../sources/api/index.ts');
    for (const gk of kinds) looking.add(gk);
    const isThere = await waitForKinds(live.connection, kinds, signal).catch(() => false);
    for (const gk of kinds) looking.delete(gk);
    news.isReady ||= isThere;
    if (isThere) wake();
  }
  return news;
}

/** Reads anew; undefined, and another try later, where that fails. */
async function tryAgain(readAgain: ReadAgain, news: News, wake: () => void): Promise<Judged | undefined> {
  news.isReady = false;
  try {
    return await readAgain();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`merlon: the cluster could not be read anew: ${error.message}\n`);
    const later = setTimeout(() => {
      news.isReady = true;
      wake();
    }, RETRY_MS);
    later.unref();
    return undefined;
  }
}

/** Follows one read of a cluster; resolves with the next one when there is more to be read, else with undefined at the end. */
async function follow(
  { run: first, scan }: Judged,
  readAgain: ReadAgain,
  ending: AbortSignal,
): Promise<Judged | undefined> {
  const { live } = scan.collected;
  if (live === undefined) return undefined;
  const { newKinds, watchLive } = await import('../../../../sources/api/index.ts');
  const here = new AbortController();
  const signal = AbortSignal.any([ending, here.signal]);
  // Each list that is watched listens.
  setMaxListeners(0, signal);
  const inbox = createInbox(signal);
  const news = createNews(live, signal, inbox.wake);
  const watching = watchLive(live.connection, live.live.watchPoints, inbox.put, { signal });
  let run = first;
  let next: Judged | undefined;
  while (!signal.aborted && next === undefined) {
    const events = await inbox.next();
    const started = performance.now();
    tellTrouble(events);
    news.look(newKinds(events, live.live, live.request));
    if (news.isReady) next = await tryAgain(readAgain, news, inbox.wake);
    const changed = next === undefined ? applyEvents(run.cluster, events) : undefined;
    if (changed === undefined) continue;
    run = rejudgeCluster(run, changed.cluster, changed.touched);
    await showAgain(run, scan, started);
  }
  here.abort();
  await watching;
  live.connection.close();
  return next;
}

/**
 * Keeps the report of a live cluster current: what changes is judged anew with what leaned on it, and the report is printed again. A new kind of
 * custom resource that holds pods has the cluster read from the start. Ends with SIGINT or SIGTERM.
 */
export async function watchCluster(first: Judged, readAgain: ReadAgain): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  writeByStream();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  setMaxListeners(0, ending.signal);
  let next = await follow(first, readAgain, ending.signal);
  while (next !== undefined) {
    await showAgain(next.run, next.scan, performance.now());
    next = await follow(next, readAgain, ending.signal);
  }
}
