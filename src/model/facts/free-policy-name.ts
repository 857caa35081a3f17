import type { KubeObject } from '../cluster/index.ts';
import type { View } from './types.ts';
import { objectAt } from '../kube/index.ts';

/** The kind whose names are asked for. */
export const POLICY = 'NetworkPolicy.networking.k8s.io';

function statesNamespace({ data }: KubeObject): boolean {
  return objectAt(data, 'metadata')['namespace'] !== undefined;
}

type ByName = ReadonlyMap<string, readonly KubeObject[]>;

/** One for each list: every workload of a cluster asks. */
const indexes = new WeakMap<readonly KubeObject[], ByName>();

function groupNames(policies: readonly KubeObject[]): ByName {
  const groups = new Map<string, KubeObject[]>();
  for (const policy of policies) {
    const group = groups.get(policy.ref.name);
    if (group === undefined) groups.set(policy.ref.name, [policy]);
    else group.push(policy);
  }
  return groups;
}

function indexNames(policies: readonly KubeObject[]): ByName {
  let index = indexes.get(policies);
  if (index === undefined) indexes.set(policies, (index = groupNames(policies)));
  return index;
}

/** Tells whether a policy of a name may be in an object's namespace: manifests that state none go where they are applied. */
function createIsTaken(object: KubeObject, view: View): (name: string) => boolean {
  const { namespace } = object.ref;
  const byName = indexNames(view.list(POLICY, view.origin === 'live' ? namespace : undefined).items);
  const isNear = (policy: KubeObject): boolean =>
    policy.ref.namespace === namespace || !statesNamespace(policy) || !statesNamespace(object);
  return (name) => byName.get(name)?.some(isNear) ?? false;
}

/** A name that no NetworkPolicy near an object has, the wanted one or with a number behind it: one that is there for something else must not be overwritten. */
export function freeName(wanted: string, object: KubeObject, view: View): string {
  const isTaken = createIsTaken(object, view);
  let name = wanted;
  for (let i = 2; isTaken(name); i++) name = `${wanted}-${i}`;
  return name;
}
