import { apiResources, isRequestVerb, type PolicyRule } from '../../../model/kube/index.ts';

/** Verbs beside those of requests that are asked for everywhere only: escalation with the namespace of the role that is written, which a ClusterRole has none of. */
const EVERYWHERE_ONLY: ReadonlySet<string> = new Set(['escalate', 'unsafe-delete-ignore-read-errors']);
/** Constrained impersonation asks for the request itself, in the namespace of its object. */
const ON_REQUEST = 'impersonate-on:';

/**
 * Whether a verb may be asked in a namespace about what is in none: `bind` on ClusterRoles is, in that of the RoleBinding, and of verbs that Kubernetes does not know, whoever
 * asks for them may. `*` holds all of these.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
 */
function isAskedInNamespaces(verb: string): boolean {
  return !isRequestVerb(verb) && !EVERYWHERE_ONLY.has(verb) && !verb.startsWith(ON_REQUEST);
}

/** Kubernetes' resources that are in no namespace, by group; Namespaces themselves are asked about as in their own. */
function clusterResources(minor: number): ReadonlyMap<string, ReadonlySet<string>> {
  const byGroup = new Map<string, Set<string>>();
  for (const { group, resource, subresource, namespaced } of apiResources(minor)) {
    if (namespaced || subresource !== '' || (group === '' && resource === 'namespaces')) continue;
    const known = byGroup.get(group) ?? new Set();
    byGroup.set(group, known.add(resource));
  }
  return byGroup;
}

/** Makes what rules give in a namespace out of what they say: no URL, and of what is in no namespace only verbs that are asked there all the same. */
export function createNamespaceLimit(minor: number): (rules: readonly PolicyRule[]) => readonly PolicyRule[] {
  const clusterWide = clusterResources(minor);
  const limit = (rule: PolicyRule): readonly PolicyRule[] => {
    if (rule.nonResourceURLs.length > 0) return [];
    const verbs = rule.verbs.filter(isAskedInNamespaces);
    if (verbs.length === rule.verbs.length) return [rule];
    const others = rule.apiGroups.filter((group) => !clusterWide.has(group));
    const parts: PolicyRule[] = others.length > 0 ? [{ ...rule, apiGroups: others }] : [];
    for (const group of rule.apiGroups.filter((one) => clusterWide.has(one))) {
      const isWide = (text: string): boolean => clusterWide.get(group)?.has(text.split('/', 1)[0] ?? '') === true;
      const [inside, wide] = [rule.resources.filter((one) => !isWide(one)), rule.resources.filter(isWide)];
      if (inside.length > 0) parts.push({ ...rule, apiGroups: [group], resources: inside });
      if (wide.length > 0 && verbs.length > 0) parts.push({ ...rule, apiGroups: [group], resources: wide, verbs });
    }
    return parts;
  };
  return (rules) => rules.flatMap(limit);
}
