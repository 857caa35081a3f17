import { createObject, type KubeObject } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { ApiError, type Connection } from './client/index.ts';
import { type ApiResource, collectionPath } from './discovery.ts';
import { type ListedObjects, readPages } from './pages.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
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

/** The Secrets of a table. A list of whole Secrets, from a server that knows no tables, is not looked at. */
function takeTable(table: Json, path: string): readonly KubeObject[] {
  const rows = valueAt(table, ['rows']);
  const type = columnOf(table, 'Type');
  const isEmpty = rows === null || rows === undefined;
  if (textOf(valueAt(table, ['kind'])) !== 'Table' || !(isEmpty || isList(rows)) || (type < 0 && !isEmpty))
    throw new ApiError('bad-answer', `what came back for ${path} is no table of Secrets with their types`);
  return isEmpty ? [] : rows.filter(isObject).map((row) => toSecret(row, type));
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
  const path = collectionPath(resource, namespace);
  return readPages(connection, { path, accept: TABLE, take: (page) => takeTable(page, path) });
}
