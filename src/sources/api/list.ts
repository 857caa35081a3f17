import { createObject, type KubeObject } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection } from './client/index.ts';
import { type ApiResource, collectionPath } from './discovery.ts';
import { internStrings, type StringTable } from './intern.ts';
import { type ListedObjects, type PagedList, readPages } from './pages.ts';

/** How lists are read. */
export interface ListOptions extends Pick<PagedList, 'pageSize' | 'mostObjects' | 'onPage' | 'patienceMs'> {
  readonly strings: StringTable;
}

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

/** The items of a list. An answer without items is none: taken as an empty list it would say that there is nothing. */
function itemsOf(answer: Json, path: string): readonly JsonObject[] {
  const items = valueAt(answer, ['items']);
  // Servers written in Go say null for a list of nothing.
  if (items === null && textOf(valueAt(answer, ['kind'])).endsWith('List')) return [];
  if (!isList(items) || !items.every(isObject))
    throw new ApiError('bad-answer', `what came back for ${path} is no list of objects`);
  return items;
}

/** Reads a collection in pages, each object trimmed and its strings shared as it comes. Throws ApiError. */
export async function listObjects(
  connection: Connection,
  resource: ApiResource,
  namespace: string | undefined,
  options: ListOptions,
): Promise<ListedObjects> {
  const { strings, ...rest } = options;
  const path = collectionPath(resource, namespace);
  return readPages(connection, {
    ...rest,
    path,
    take: (page) => itemsOf(page, path).map((item) => takeLive(internStrings(item, strings), resource)),
  });
}
