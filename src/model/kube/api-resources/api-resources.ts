import tableData from './api-resources.json' with { type: 'json' };

/** `group/resource[/subresource]`, first and last minor, and kind, scope, verbs and versions of the group. */
type Row = readonly [string, number, number, readonly [string, number, string, string]];

interface RawTable {
  readonly oldest: number;
  readonly newest: number;
  readonly rows: readonly Row[];
}

const TABLE = tableData as unknown as RawTable;

/** A resource, or a subresource, that the API serves. */
export interface ApiResource {
  readonly group: string;
  readonly resource: string;
  /** '' for the resource itself. */
  readonly subresource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** What it can be asked by, in the words of roles. */
  readonly verbs: readonly string[];
  /** Versions of the group that have it. Alpha ones, and beta ones from 1.24 on, are served only where somebody switched them on. */
  readonly versions: readonly string[];
}

const byMinor = new Map<number, ReadonlyMap<string, ApiResource>>();

function readRow([id, , , [kind, namespaced, verbs, versions]]: Row): ApiResource {
  const [group = '', resource = '', subresource = ''] = id.split('/');
  return {
    group,
    resource,
    subresource,
    kind,
    namespaced: namespaced === 1,
    verbs: verbs.split(' '),
    versions: versions.split(' '),
  };
}

function tableOf(minor: number): ReadonlyMap<string, ApiResource> {
  const known = Math.min(TABLE.newest, Math.max(TABLE.oldest, minor));
  let table = byMinor.get(known);
  if (table === undefined) {
    const rows = TABLE.rows.filter(([, since, until]) => since <= known && known <= until);
    byMinor.set(known, (table = new Map(rows.map((row) => [row[0], readRow(row)]))));
  }
  return table;
}

/**
 * All resources of Kubernetes 1.N with their subresources, those among them that are served only where a version was switched on. Minors beyond the table are read with the nearest
 * one. What a cluster serves besides (custom resources, aggregated servers) only its discovery knows.
 */
export function apiResources(minor: number): Iterable<ApiResource> {
  return tableOf(minor).values();
}

/** A resource (`pods`) or subresource (`pods/exec`) of a group in Kubernetes 1.N; undefined where Kubernetes itself has none of that name. */
export function findApiResource(
  group: string,
  resource: string,
  subresource: string,
  minor: number,
): ApiResource | undefined {
  return tableOf(minor).get(`${group}/${resource}${subresource === '' ? '' : `/${subresource}`}`);
}

/**
 * Whether objects of a resource live in namespaces; undefined for resources that are not Kubernetes' own.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#not-all-objects-are-in-a-namespace
 */
export function isNamespacedResource(group: string, resource: string, minor: number): boolean | undefined {
  return findApiResource(group, resource, '', minor)?.namespaced;
}
