import { scopesOfTable } from './schema/index.ts';
import { podTemplatePaths, type TemplatePattern } from './template-places.ts';

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

/**
 * The same for custom kinds as well, as far as it can be told without their definition: objects that hold pod templates live in namespaces, since their pods do.
 * `extra` are the places of templates that the user names.
 */
export function isNamespacedKind(
  gk: string,
  extra: Readonly<Record<string, readonly TemplatePattern[]>> = {},
): boolean | undefined {
  return isNamespaced(gk) ?? (podTemplatePaths(gk, extra).length > 0 ? true : undefined);
}

/** Whether a kind is Kubernetes' own, in some version of it. */
export function isBuiltIn(gk: string): boolean {
  return isNamespaced(gk) !== undefined;
}
