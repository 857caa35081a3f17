import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../model/cluster/index.ts';
import { isObject, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection, parseAnswer } from './client/index.ts';
import { collectionPath } from './discovery.ts';
import { internStrings, type StringTable } from './intern.ts';
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

/** An ERROR event carries a Status: 410 means that what happened meanwhile is forgotten. */
function toError(status: JsonObject, path: string): ApiError {
  const code = status['code'];
  return new ApiError(
    code === 410 ? 'gone' : 'unavailable',
    `${path}: ${textOf(status['message']) || 'the watch ended'}`,
  );
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
  const lines = createInterface({ input: incoming, crlfDelay: Infinity });
  try {
    for await (const line of lines) if (line !== '') version = takeLine(line, path, watching) || version;
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

function isGone(error: unknown): boolean {
  if (error instanceof Interrupted) return isGone(error.cause);
  return error instanceof ApiError && error.problem === 'gone';
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Interrupted ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Watches one list until the signal: goes on where it was after every break, and reads the list anew when the server has forgotten that place. */
async function watchList(watching: Watching): Promise<void> {
  const { point, options, emit } = watching;
  let version = point.resourceVersion;
  let waits = 0;
  let mustRelist = false;
  while (!options.signal.aborted) {
    try {
      if (mustRelist) version = await relist(watching);
      mustRelist = false;
      version = await readStream(watching, version);
      waits = 0;
    } catch (error) {
      if (options.signal.aborted) return;
      if (error instanceof Interrupted) {
        // It had been open: the break is news of now, not of a server that stays away.
        if (error.version !== version) waits = 0;
        version = error.version;
      }
      mustRelist ||= isGone(error);
      if (!isGone(error)) emit({ kind: 'trouble', point, message: reasonOf(error) });
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits++);
      await sleep(wait, undefined, { signal: options.signal }).catch(() => undefined);
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
