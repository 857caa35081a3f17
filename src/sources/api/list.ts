import { createObject, type KubeObject } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection } from './client/index.ts';
import { type ApiResource, collectionPath } from './discovery.ts';
import { internStrings, type StringTable } from './intern.ts';

/** A list that was read to its end. */
export interface ListedObjects {
  readonly objects: readonly KubeObject[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

/** How lists are read. */
export interface ListOptions {
  /** Objects per page; default 500. */
  readonly pageSize?: number | undefined;
  /** Most objects of one list; default 2,000,000. A server that always says there is more would never end. */
  readonly mostObjects?: number | undefined;
  readonly strings: StringTable;
  readonly onPage?: ((count: number) => void) | undefined;
}

const MOST_RESTARTS = 3;

/** How an object of a live cluster comes through the door: the server has checked its fields already. */
export function takeLive(data: JsonObject, { group, version, kind, namespaced }: ApiResource): KubeObject {
  // Items of a list do not repeat what the list says.
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const { apiVersion: _version, kind: _kind, ...rest } = data;
  return createObject(
    { apiVersion, kind, ...rest },
    { namespaced, defaultNamespace: '', source: undefined, invalid: [] },
  );
}

function query(options: Readonly<Record<string, string>>): string {
  return new URLSearchParams(options).toString();
}

interface Page {
  readonly items: readonly JsonObject[];
  readonly continueToken: string;
  readonly resourceVersion: string;
}

function readPage(answer: Json, path: string): Page {
  const items = valueAt(answer, ['items']);
  if (!isList(items) && items !== null && items !== undefined)
    throw new ApiError('bad-answer', `what came back for ${path} is no list`);
  return {
    items: isList(items) ? items.filter(isObject) : [],
    continueToken: textOf(valueAt(answer, ['metadata', 'continue'])),
    resourceVersion: textOf(valueAt(answer, ['metadata', 'resourceVersion'])),
  };
}

function pagePath(path: string, pageSize: number, token: string): string {
  return `${path}?${query({ limit: String(pageSize), ...(token === '' ? {} : { continue: token }) })}`;
}

/** A page without objects that promises more, and a token that comes again, lead nowhere. */
function isEndless(page: Page, token: string): boolean {
  return page.continueToken !== '' && (page.continueToken === token || page.items.length === 0);
}

async function readPages(
  connection: Connection,
  resource: ApiResource,
  path: string,
  options: ListOptions,
): Promise<ListedObjects> {
  const { pageSize = 500, mostObjects = 2_000_000, strings } = options;
  const objects: KubeObject[] = [];
  let token = '';
  do {
    const page = readPage(await connection.get(pagePath(path, pageSize, token)), path);
    for (const item of page.items) objects.push(takeLive(internStrings(item, strings), resource));
    options.onPage?.(page.items.length);
    if (page.continueToken === '') return { objects, resourceVersion: page.resourceVersion };
    if (isEndless(page, token)) break;
    token = page.continueToken;
  } while (objects.length < mostObjects);
  throw new ApiError('bad-answer', `${path}: the server promises more objects without end (${objects.length} read)`);
}

/**
 * Reads a collection in pages, each object trimmed and its strings shared as it comes. All pages are of one moment: when the server has forgotten that moment
 * (410), the list begins anew, since a list of two moments could show an object twice or not at all. Throws ApiError.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function listObjects(
  connection: Connection,
  resource: ApiResource,
  namespace: string | undefined,
  options: ListOptions,
): Promise<ListedObjects> {
  const path = collectionPath(resource, namespace);
  for (let restart = 0; ; restart++) {
    try {
      return await readPages(connection, resource, path, options);
    } catch (error) {
      const isGone = error instanceof ApiError && error.problem === 'gone';
      if (!isGone || restart >= MOST_RESTARTS) throw error;
    }
  }
}
