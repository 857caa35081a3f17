import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../model/cluster/index.ts';
import { isObject, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection, parseAnswer } from './client/index.ts';
import { collectionPath } from './discovery.ts';
import { internStrings, type StringTable } from './intern.ts';
import { readLines } from './lines.ts';
import { listObjects, takeLive } from './list.ts';
import type { WatchPoint } from './types.ts';

/** What changed in one list: an object as it is now or was last, or the whole list read anew after a gap. */
export type LiveEvent =
  | { readonly kind: 'changed' | 'deleted'; readonly object: KubeObject }
  | { readonly kind: 'relisted'; readonly point: WatchPoint; readonly objects: readonly KubeObject[] }
  | { readonly kind: 'trouble'; readonly point: WatchPoint; readonly message: string };

/** How a watch behaves; for tests, everything has a default. */
export interface WatchOptions {
  /** The server ends a watch after about so long, and we begin the next one; default 290 s. */
  readonly watchSeconds?: number | undefined;
  /** Silence after which a connection counts as dead, in milliseconds; bookmarks come about once a minute; default 150,000. */
  readonly silenceMs?: number | undefined;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WATCH_MS = 1000;

interface Watching {
  readonly connection: Connection;
  readonly point: WatchPoint;
  readonly strings: StringTable;
  readonly options: WatchOptions;
  readonly emit: (event: LiveEvent) => void;
}

function watchPath({ point, options }: Watching, resourceVersion: string): string {
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(options.watchSeconds ?? 290),
  });
  return `${collectionPath(point.resource, point.namespace)}?${query.toString()}`;
}

/** An ERROR event carries a Status, most often 410: what happened meanwhile is forgotten. Whatever it is, this watch cannot go on from where it was. */
function toError(status: JsonObject, path: string): ApiError {
  return new ApiError('gone', `${path}: ${textOf(status['message']) || 'the watch ended'}`);
}

/** Takes one line of a watch; returns the resource version to go on from. */
function takeLine(line: string, path: string, { point, strings, emit }: Watching): string {
  const event = parseAnswer(line, path);
  const type = isObject(event) ? textOf(event['type']) : '';
  const data = valueAt(event, ['object']);
  if (!isObject(data)) throw new ApiError('bad-answer', `${path}: an event without an object`);
  if (type === 'ERROR') throw toError(data, path);
  const version = textOf(valueAt(data, ['metadata', 'resourceVersion']));
  if (type === 'BOOKMARK') return version;
  const object = takeLive(internStrings(data, strings), point.resource);
  emit({ kind: type === 'DELETED' ? 'deleted' : 'changed', object });
  return version;
}

async function readStream(watching: Watching, from: string): Promise<string> {
  const { connection, options } = watching;
  const path = watchPath(watching, from);
  const incoming = await connection.stream(path, { silenceMs: options.silenceMs ?? 150_000, signal: options.signal });
  let version = from;
  try {
    for await (const line of readLines(incoming, path)) version = takeLine(line, path, watching) || version;
    return version;
  } catch (error) {
    throw new Interrupted(version, error);
  } finally {
    incoming.destroy();
  }
}

/** A stream that broke, with the place up to which it was read: nothing in between is lost or read twice. */
class Interrupted extends Error {
  readonly version: string;
  constructor(version: string, cause: unknown) {
    super('the watch was interrupted', { cause });
    this.name = 'Interrupted';
    this.version = version;
  }
}

async function relist({ connection, point, strings, emit }: Watching): Promise<string> {
  const { objects, resourceVersion } = await listObjects(connection, point.resource, point.namespace, { strings });
  emit({ kind: 'relisted', point, objects });
  return resourceVersion;
}

/** The trouble itself, without the place up to which all was well. */
function causeOf(error: unknown): unknown {
  return error instanceof Interrupted ? error.cause : error;
}

/** What happens to the place that a watch goes on from, by the way in which it ended. */
function afterError(error: unknown): 'resume' | 'relist' | 'empty' {
  const cause = causeOf(error);
  // A connection that broke says nothing about the place.
  if (!(cause instanceof ApiError)) return 'resume';
  switch (cause.problem) {
    case 'gone':
    case 'bad-answer':
      return 'relist';
    case 'not-found':
      return 'empty';
    default:
      return 'resume';
  }
}

function describe(cause: unknown): string {
  if (cause instanceof ApiError) return cause.message;
  return `the connection was lost: ${cause instanceof Error ? cause.message : String(cause)}`;
}

/** Where one list's watch stands. */
interface Standing {
  version: string;
  waits: number;
  mustRelist: boolean;
  /** The kind is not there any more: its definition was deleted. */
  isAbsent: boolean;
}

function takeError(error: unknown, standing: Standing, { point, emit }: Watching): void {
  if (error instanceof Interrupted) {
    // It had been open: the break is news of now, not of a server that stays away.
    if (error.version !== standing.version) standing.waits = 0;
    standing.version = error.version;
  }
  const next = afterError(error);
  standing.mustRelist ||= next !== 'resume';
  if (next === 'resume') emit({ kind: 'trouble', point, message: describe(causeOf(error)) });
  if (next === 'empty' && !standing.isAbsent) emit({ kind: 'relisted', point, objects: [] });
  standing.isAbsent = next === 'empty';
}

async function step(watching: Watching, standing: Standing): Promise<void> {
  if (standing.mustRelist) standing.version = await relist(watching);
  standing.mustRelist = false;
  standing.isAbsent = false;
  const started = performance.now();
  const before = standing.version;
  standing.version = await readStream(watching, before);
  // A server that ends every watch as soon as it is open is not asked again at once.
  if (performance.now() - started > SHORTEST_WATCH_MS || standing.version !== before) standing.waits = 0;
  else await pause(standing, watching.options.signal);
}

async function pause(standing: Standing, signal: AbortSignal): Promise<void> {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** standing.waits++);
  await sleep(wait / 2 + (Math.random() * wait) / 2, undefined, { signal }).catch(() => undefined);
}

/** Watches one list until the signal: goes on where it was after every break, and reads the list anew when the server has forgotten that place. */
async function watchList(watching: Watching): Promise<void> {
  const { point, options } = watching;
  const { signal } = options;
  const standing: Standing = {
    version: point.resourceVersion,
    waits: 0,
    mustRelist: false,
    isAbsent: false,
  };
  while (!signal.aborted) {
    try {
      await step(watching, standing);
    } catch (error) {
      if (signal.aborted) return;
      takeError(error, standing, watching);
      await pause(standing, signal);
    }
  }
}

/**
 * Watches all lists of a live cluster and hands on what changes, in each list's order, until the signal ends it. Trouble is told and survived.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function watchLive(
  connection: Connection,
  points: readonly WatchPoint[],
  emit: (event: LiveEvent) => void,
  options: WatchOptions,
): Promise<void> {
  const strings: StringTable = new Map();
  // Of Secrets there is no watch that carries no values.
  const own = points.filter(({ resource }) => resource.gk !== 'Secret');
  await Promise.all(own.map((point) => watchList({ connection, point, strings, options, emit })));
}
