import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { groupKind, type GroupKind } from '../../model/cluster/index.ts';
import { ApiError, type Connection, isForAll } from './client/index.ts';

/** One resource that the server offers, in the version that it prefers. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** Plural name, as in URLs. */
  readonly resource: string;
  readonly kind: string;
  readonly gk: GroupKind;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

/** What the server offers, and the groups of which it could not say that. */
export interface Discovery {
  readonly resources: readonly ApiResource[];
  /** `metrics.k8s.io/v1beta1` to the reason: an aggregated API that is down. */
  readonly failed: ReadonlyMap<string, string>;
}

/** An API behind the server may be down for long, which is no reason to wait for long. */
const GROUP_PATIENCE_MS = 5000;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function textsIn(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function fromAggregated(group: string, version: string, entry: JsonObject): ApiResource | undefined {
  const kind = textOf(valueAt(entry, ['responseKind', 'kind']));
  const resource = textOf(entry['resource']);
  if (kind === '' || resource === '') return undefined;
  return {
    group,
    version,
    resource,
    kind,
    gk: groupKind(group, kind),
    namespaced: entry['scope'] === 'Namespaced',
    verbs: textsIn(entry['verbs']),
    subresources: objectsIn(entry['subresources']).map((sub) => ({
      name: textOf(sub['subresource']),
      verbs: textsIn(sub['verbs']),
    })),
  };
}

interface Found {
  readonly resources: ApiResource[];
  readonly failed: Map<string, string>;
  readonly seen: Set<string>;
}

/** Of several versions of a resource the first counts: the server lists the preferred one first. */
function keep(found: Found, resource: ApiResource | undefined): void {
  if (resource === undefined) return;
  const key = `${resource.group}/${resource.resource}`;
  if (found.seen.has(key)) return;
  found.seen.add(key);
  found.resources.push(resource);
}

function takeAggregated(answer: Json, found: Found): void {
  for (const item of objectsIn(valueAt(answer, ['items']))) {
    const group = textOf(valueAt(item, ['metadata', 'name']));
    for (const version of objectsIn(item['versions'])) {
      const name = textOf(version['version']);
      // The server still lists what it knew of an API that does not answer now.
      if (version['freshness'] === 'Stale')
        found.failed.set(group === '' ? name : `${group}/${name}`, 'the API behind it does not answer');
      for (const entry of objectsIn(version['resources'])) keep(found, fromAggregated(group, name, entry));
    }
  }
}

/** Whether a server answered with aggregated discovery (1.26 and newer, always on from 1.30). */
function isAggregated(answer: Json): boolean {
  return textOf(valueAt(answer, ['kind'])) === 'APIGroupDiscoveryList';
}

/** The resources of one version as the old form of discovery lists them: subresources stand beside their resource. */
function* fromResourceList(name: string, answer: Json): Iterable<ApiResource> {
  const slash = name.indexOf('/');
  const [group, version] = slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
  const entries = objectsIn(valueAt(answer, ['resources']));
  const subresources = entries.filter((entry) => textOf(entry['name']).includes('/'));
  for (const entry of entries) {
    const resource = textOf(entry['name']);
    if (resource.includes('/') || resource === '') continue;
    const kind = textOf(entry['kind']);
    const own = subresources.filter((sub) => textOf(sub['name']).startsWith(`${resource}/`));
    yield {
      group,
      version,
      resource,
      kind,
      gk: groupKind(group, kind),
      namespaced: entry['namespaced'] === true,
      verbs: textsIn(entry['verbs']),
      subresources: own.map((sub) => ({
        name: textOf(sub['name']).slice(resource.length + 1),
        verbs: textsIn(sub['verbs']),
      })),
    };
  }
}

async function takeResourceList(connection: Connection, path: string, name: string, found: Found): Promise<void> {
  try {
    const answer = await connection.get(path, { patienceMs: GROUP_PATIENCE_MS });
    for (const resource of fromResourceList(name, answer)) keep(found, resource);
  } catch (error) {
    if (!(error instanceof ApiError) || isForAll(error)) throw error;
    found.failed.set(name, error.message);
  }
}

function versionsOf(group: JsonObject): readonly string[] {
  const preferred = textOf(valueAt(group, ['preferredVersion', 'groupVersion']));
  const all = objectsIn(group['versions']).map((version) => textOf(version['groupVersion']));
  return [preferred, ...all.filter((version) => version !== preferred)].filter((version) => version !== '');
}

async function takeGroups(connection: Connection, groups: Json, found: Found): Promise<void> {
  for (const group of objectsIn(valueAt(groups, ['groups'])))
    for (const name of versionsOf(group)) await takeResourceList(connection, `/apis/${name}`, name, found);
}

/**
 * Asks the server what it offers: in two requests by aggregated discovery, else group by group. A group that cannot say is in `failed`, and hides no other.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */
export async function discover(connection: Connection): Promise<Discovery> {
  const found: Found = { resources: [], failed: new Map(), seen: new Set() };
  const accept = `${AGGREGATED},application/json;q=0.9`;
  const core = await connection.get('/api', { accept });
  if (isAggregated(core)) takeAggregated(core, found);
  else
    for (const version of textsIn(valueAt(core, ['versions'])))
      await takeResourceList(connection, `/api/${version}`, version, found);
  const groups = await connection.get('/apis', { accept });
  if (isAggregated(groups)) takeAggregated(groups, found);
  else await takeGroups(connection, groups, found);
  return { resources: found.resources, failed: found.failed };
}

/** The URL path of a resource's collection, in one namespace or in all. */
export function collectionPath({ group, version, resource }: ApiResource, namespace?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${root}/${resource}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}
