import type { JsonObject } from '../../../src/model/json.ts';
import type { FakeResource } from './store.ts';

const VERBS = ['get', 'list', 'watch'];

function groupBy(
  resources: readonly FakeResource[],
  field: 'group' | 'version',
): ReadonlyMap<string, readonly FakeResource[]> {
  const groups = new Map<string, FakeResource[]>();
  for (const one of resources) groups.set(one[field], [...(groups.get(one[field]) ?? []), one]);
  return groups;
}

/** Aggregated discovery, of the core group or of all others. KEP-3352. */
export function aggregated(resources: readonly FakeResource[], isCore: boolean): JsonObject {
  const items = [...groupBy(resources, 'group')]
    .filter(([group]) => (group === '') === isCore)
    .map(([group, own]): JsonObject => {
      const versions = [...groupBy(own, 'version')].map(([version, entries]) => ({
        version,
        freshness: 'Current',
        resources: entries.map((entry) => ({
          resource: entry.resource,
          responseKind: { group: '', version: '', kind: entry.kind },
          scope: entry.namespaced ? 'Namespaced' : 'Cluster',
          verbs: entry.verbs ?? VERBS,
        })),
      }));
      return { metadata: group === '' ? {} : { name: group }, versions };
    });
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

/** Discovery in its old form: what is at a path, or undefined for nothing. */
export function unaggregated(resources: readonly FakeResource[], path: string): JsonObject | undefined {
  const groups = groupBy(resources, 'group');
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') {
    const named = [...groups].filter(([group]) => group !== '');
    return {
      kind: 'APIGroupList',
      groups: named.map(([name, own]) => {
        const versions = [...new Set(own.map(({ version }) => version))].map((version) => ({
          groupVersion: `${name}/${version}`,
          version,
        }));
        return { name, versions, preferredVersion: versions[0] ?? {} };
      }),
    };
  }
  const wanted = path.replace(/^\/apis?\//, '');
  const own = resources.filter(({ group, version }) => (group === '' ? version : `${group}/${version}`) === wanted);
  if (own.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    groupVersion: wanted,
    resources: own.map((entry) => ({
      name: entry.resource,
      kind: entry.kind,
      namespaced: entry.namespaced,
      verbs: entry.verbs ?? VERBS,
    })),
  };
}
