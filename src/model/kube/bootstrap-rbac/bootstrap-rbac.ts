import type { JsonObject } from '../../json.ts';
import tableData from './bootstrap-rbac.json' with { type: 'json' };

/** `Kind/namespace/name`, first and last minor, and what is not the same in all: labels beside the common one, rules, aggregation, subjects, roleRef. */
type Row = readonly [string, number, number, JsonObject];

interface RawTable {
  readonly oldest: number;
  readonly newest: number;
  readonly rows: readonly Row[];
}

const TABLE = tableData as unknown as RawTable;
const API_VERSION = 'rbac.authorization.k8s.io/v1';
const ANNOTATIONS = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

const byMinor = new Map<number, ReadonlyMap<string, JsonObject>>();

function objectOf([id, , , { labels, ...rest }]: Row): JsonObject {
  const [kind = '', namespace = '', ...name] = id.split('/');
  const metadata = {
    // No name of a built-in object has a slash, but the id would still be read right.
    name: name.join('/'),
    ...(namespace === '' ? {} : { namespace }),
    annotations: ANNOTATIONS,
    labels: { ...LABELS, ...(labels as JsonObject | undefined) },
  };
  return { apiVersion: API_VERSION, kind, metadata, ...rest };
}

function tableOf(minor: number): ReadonlyMap<string, JsonObject> {
  const known = Math.min(TABLE.newest, Math.max(TABLE.oldest, minor));
  let table = byMinor.get(known);
  if (table === undefined) {
    const rows = TABLE.rows.filter(([, since, until]) => since <= known && known <= until);
    byMinor.set(known, (table = new Map(rows.map((row) => [row[0], objectOf(row)]))));
  }
  return table;
}

/**
 * The roles and bindings that every API server of Kubernetes 1.N makes at its start, with default feature gates. Aggregated ones have no rules: the controller fills them in.
 * Minors beyond the table get those of the nearest one.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function bootstrapRbac(minor: number): Iterable<JsonObject> {
  return tableOf(minor).values();
}

/** One of them by kind, namespace ('' for cluster-wide ones) and name; undefined when Kubernetes makes none of that name. */
export function findBootstrapRbac(
  kind: string,
  namespace: string,
  name: string,
  minor: number,
): JsonObject | undefined {
  return tableOf(minor).get(`${kind}/${namespace}/${name}`);
}

/** Whether the built-in roles of Kubernetes 1.N are known, and not only those of the nearest version that is. */
export function knowsBootstrap(minor: number): boolean {
  return TABLE.oldest <= minor && minor <= TABLE.newest;
}
