import type { KubeObject } from '../cluster/index.ts';
import type { View } from './types.ts';
import { objectAt } from '../kube/index.ts';

/** The kind whose names are asked for. */
export const POLICY = 'NetworkPolicy.networking.k8s.io';

function statesNamespace({ data }: KubeObject): boolean {
  return objectAt(data, 'metadata')['namespace'] !== undefined;
}

/** Names of policies that may be in an object's namespace: manifests that state none go where they are applied. */
function takenNames(object: KubeObject, view: View): ReadonlySet<string> {
  const { namespace } = object.ref;
  const policies = view.list(POLICY, view.origin === 'live' ? namespace : undefined).items;
  const near = policies.filter(
    (policy) => policy.ref.namespace === namespace || !statesNamespace(policy) || !statesNamespace(object),
  );
  return new Set(near.map(({ ref }) => ref.name));
}

/** A name that no NetworkPolicy near an object has, the wanted one or with a number behind it: one that is there for something else must not be overwritten. */
export function freeName(wanted: string, object: KubeObject, view: View): string {
  const taken = takenNames(object, view);
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}-${i}`;
  return name;
}
