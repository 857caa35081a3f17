import { apiResources } from '../api-resources/index.ts';
import { guessResource } from '../resource-names.ts';
import { NEWEST_MINOR } from '../versions.ts';

/** A resource of the API: where it is, and whether its objects live in namespaces. */
export interface NamedResource {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Resources that hold no objects and are in no table of kinds, but in rules. */
const VIRTUAL: readonly NamedResource[] = [
  { group: '', resource: 'users', namespaced: false },
  { group: '', resource: 'groups', namespaced: false },
  { group: 'authentication.k8s.io', resource: 'uids', namespaced: false },
  { group: 'authentication.k8s.io', resource: 'userextras', namespaced: false },
  { group: 'certificates.k8s.io', resource: 'signers', namespaced: false },
];

const SHORT: ReadonlyMap<string, string> = new Map([
  ['po', 'pods'],
  ['deploy', 'deployments'],
  ['ds', 'daemonsets'],
  ['sts', 'statefulsets'],
  ['rs', 'replicasets'],
  ['cj', 'cronjobs'],
  ['cm', 'configmaps'],
  ['sa', 'serviceaccounts'],
  ['svc', 'services'],
  ['ns', 'namespaces'],
  ['no', 'nodes'],
  ['pv', 'persistentvolumes'],
  ['pvc', 'persistentvolumeclaims'],
  ['ing', 'ingresses'],
  ['netpol', 'networkpolicies'],
  ['csr', 'certificatesigningrequests'],
  ['crd', 'customresourcedefinitions'],
]);

let known: ReadonlyMap<string, readonly NamedResource[]> | undefined;

/** The oldest minor whose resources are known: what it had and newer ones have not may still stand in rules. */
const OLDEST_MINOR = 29;

function readTable(): ReadonlyMap<string, readonly NamedResource[]> {
  const found = new Map<string, Map<string, NamedResource>>();
  const add = (one: NamedResource): void => {
    const byGroup = found.get(one.resource) ?? new Map<string, NamedResource>();
    if (!byGroup.has(one.group)) byGroup.set(one.group, one);
    found.set(one.resource, byGroup);
  };
  for (const minor of [NEWEST_MINOR, OLDEST_MINOR]) {
    for (const { group, resource, subresource, namespaced } of apiResources(minor))
      if (subresource === '') add({ group, resource, namespaced });
  }
  for (const one of VIRTUAL) add(one);
  return new Map([...found].map(([resource, byGroup]) => [resource, [...byGroup.values()]]));
}

/** Groups that once held what is elsewhere now: nobody means them unless they say so. */
const FORMER = new Set(['extensions', 'events.k8s.io']);

/**
 * Finds the resources that a name as people type it may mean: `pods`, `deploy`, `deployments.apps`, `secret`, with those of custom resource definitions. Empty when
 * nothing of that name is known.
 */
export function findResources(text: string, custom: readonly NamedResource[]): readonly NamedResource[] {
  known ??= readTable();
  const dot = text.indexOf('.');
  const [typed, group] =
    dot < 0 ? [text.toLowerCase(), undefined] : [text.slice(0, dot).toLowerCase(), text.slice(dot + 1)];
  for (const name of [SHORT.get(typed) ?? typed, guessResource(typed)]) {
    const found = [...custom.filter(({ resource }) => resource === name), ...(known.get(name) ?? [])];
    const meant =
      group === undefined ? found.filter((one) => !FORMER.has(one.group)) : found.filter((one) => one.group === group);
    const core = group === undefined ? meant.filter((one) => one.group === '') : [];
    if (meant.length > 0) return core.length > 0 ? core : meant;
  }
  return [];
}
