import { scopesOfTable } from './schema/index.ts';

let scopes: ReadonlyMap<string, boolean> | undefined;

/** Kinds that old versions of Kubernetes had under other groups, or not any more: their scope is that of their successors. */
const FORMER: readonly (readonly [string, boolean])[] = [
  ['Deployment.extensions', true],
  ['DaemonSet.extensions', true],
  ['ReplicaSet.extensions', true],
  ['Ingress.extensions', true],
  ['NetworkPolicy.extensions', true],
  ['PodSecurityPolicy.extensions', false],
  ['PodSecurityPolicy.policy', false],
];

function scopesOfKinds(): ReadonlyMap<string, boolean> {
  const found = scopesOfTable();
  for (const [gk, namespaced] of FORMER) if (!found.has(gk)) found.set(gk, namespaced);
  return found;
}

/**
 * Whether objects of a kind (`Pod`, `Deployment.apps`) live in namespaces; undefined for kinds that are not Kubernetes' own.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#not-all-objects-are-in-a-namespace
 */
export function isNamespaced(gk: string): boolean | undefined {
  scopes ??= scopesOfKinds();
  return scopes.get(gk);
}

/** Whether a kind is Kubernetes' own, in some version of it. */
export function isBuiltIn(gk: string): boolean {
  return isNamespaced(gk) !== undefined;
}
