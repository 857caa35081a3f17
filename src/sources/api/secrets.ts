import { createObject, type KubeObject } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import type { Connection } from './client/index.ts';
import { type ApiResource, collectionPath } from './discovery.ts';
import type { ListedObjects } from './list.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PAGE = '500';
const MOST_PAGES = 4000;
/** The only annotations that say what a Secret is rather than what is in it. */
const KEPT = ['kubernetes.io/service-account.name', 'kubernetes.io/service-account.uid'];

function columnOf(table: Json, name: string): number {
  const columns = valueAt(table, ['columnDefinitions']);
  return isList(columns) ? columns.findIndex((column) => isObject(column) && column['name'] === name) : -1;
}

function metadataOf(row: JsonObject): JsonObject {
  const metadata = valueAt(row, ['object', 'metadata']);
  const { name, namespace, uid, resourceVersion, labels, annotations, ownerReferences } = isObject(metadata)
    ? metadata
    : {};
  const kept = isObject(annotations) ? Object.entries(annotations).filter(([key]) => KEPT.includes(key)) : [];
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    ...(labels === undefined ? {} : { labels }),
    ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

function toSecret(row: JsonObject, type: number): KubeObject {
  const cells = isList(row['cells']) ? row['cells'] : [];
  const data: JsonObject = { apiVersion: 'v1', kind: 'Secret', metadata: metadataOf(row), type: textOf(cells[type]) };
  const made = createObject(data, { namespaced: true, defaultNamespace: '', source: undefined, invalid: [] });
  return { ...made, fidelity: 'metadata' };
}

/**
 * Lists Secrets as a table: names, labels and types, and never a value. Only for those who opted in, since permission to list them is permission to read them.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
 */
export async function listSecretTypes(
  connection: Connection,
  resource: ApiResource,
  namespace: string | undefined,
): Promise<ListedObjects> {
  const objects: KubeObject[] = [];
  let token = '';
  let resourceVersion = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: PAGE, ...(token === '' ? {} : { continue: token }) });
    const table = await connection.get(`${collectionPath(resource, namespace)}?${query.toString()}`, { accept: TABLE });
    const type = columnOf(table, 'Type');
    const rows = valueAt(table, ['rows']);
    for (const row of isList(rows) ? rows.filter(isObject) : []) objects.push(toSecret(row, type));
    resourceVersion = textOf(valueAt(table, ['metadata', 'resourceVersion']));
    token = textOf(valueAt(table, ['metadata', 'continue']));
    if (token === '') break;
  }
  return { objects, resourceVersion };
}
