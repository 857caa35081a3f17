import type { KubeObject } from '../../model/cluster/index.ts';
import { type Json, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection } from './client/index.ts';

/** A list that was read to its end. */
export interface ListedObjects {
  readonly objects: readonly KubeObject[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

/** How the pages of one collection are read. */
export interface PagedList {
  readonly path: string;
  readonly accept?: string;
  /** How long to go on asking when there is no answer, where that is not the connection's to say. */
  readonly patienceMs?: number | undefined;
  /** Objects per page; default 500. */
  readonly pageSize?: number | undefined;
  /** Most objects of one list; default 500,000, three times the pods of the largest supported cluster. A server that always says there is more would never end. */
  readonly mostObjects?: number | undefined;
  readonly onPage?: ((count: number) => void) | undefined;
  /** The objects of one page. Throws ApiError when the answer is not what was asked for. */
  readonly take: (page: Json) => readonly KubeObject[];
}

const MOST_RESTARTS = 2;
const PAGE_SIZE = 500;
const MOST_OBJECTS = 500_000;

function pagePath(path: string, pageSize: number, token: string): string {
  if (pageSize === 0) return path;
  const query = new URLSearchParams({ limit: String(pageSize), ...(token === '' ? {} : { continue: token }) });
  return `${path}?${query.toString()}`;
}

function identityOf({ data, ref }: KubeObject): string {
  return textOf(valueAt(data, ['metadata', 'uid'])) || `${ref.namespace}/${ref.name}`;
}

function endless(path: string, count: number, why: string): ApiError {
  return new ApiError('bad-answer', `${path}: the list has no end: ${why} (${count} objects read)`);
}

/** Puts a page to those before it; an object that comes twice, in pages of one moment, means that the server begins anew. */
function addPage(page: readonly KubeObject[], objects: KubeObject[], seen: Set<string>, path: string): void {
  for (const object of page) {
    const identity = identityOf(object);
    if (seen.has(identity)) throw endless(path, objects.length, 'the server repeats what it said');
    seen.add(identity);
    objects.push(object);
  }
}

async function readFrom(connection: Connection, list: PagedList, pageSize: number): Promise<ListedObjects> {
  const { path, accept, patienceMs, mostObjects = MOST_OBJECTS } = list;
  const objects: KubeObject[] = [];
  const seen = new Set<string>();
  for (let token = ''; ;) {
    const answer = await connection.get(pagePath(path, pageSize, token), {
      ...(accept === undefined ? {} : { accept }),
      patienceMs,
    });
    const page = list.take(answer);
    addPage(page, objects, seen, path);
    list.onPage?.(page.length);
    const next = textOf(valueAt(answer, ['metadata', 'continue']));
    if (next === '') return { objects, resourceVersion: textOf(valueAt(answer, ['metadata', 'resourceVersion'])) };
    if (next === token || page.length === 0) throw endless(path, objects.length, 'a page brings nothing new');
    if (objects.length >= mostObjects) throw endless(path, objects.length, 'more than any cluster holds');
    token = next;
  }
}

/**
 * Reads a collection in pages. All pages are of one moment: when the server has forgotten that moment (410), the list begins anew, since a list of two
 * moments could show an object twice or not at all; when that happens again and again, the list is asked for in one piece. Throws ApiError.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function readPages(connection: Connection, list: PagedList): Promise<ListedObjects> {
  const { pageSize = PAGE_SIZE } = list;
  for (let restart = 0; ; restart++) {
    try {
      return await readFrom(connection, list, restart > MOST_RESTARTS ? 0 : pageSize);
    } catch (error) {
      const isGone = error instanceof ApiError && error.problem === 'gone';
      if (!isGone || restart > MOST_RESTARTS) throw error;
    }
  }
}
