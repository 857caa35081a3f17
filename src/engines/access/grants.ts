import type { KubeObject } from '../../model/cluster/index.ts';
import { textOf, valueAt } from '../../model/json.ts';
import { subjectKey, subjectsOf } from '../../model/kube/index.ts';
import { type Lister, ownEntry } from './aggregate.ts';
import { joinEntries } from './join-entries.ts';
import type { Grant, RoleEntry } from '../../model/facts/index.ts';

/** The kinds that say who may do what. */
export const RBAC_KINDS = {
  role: 'Role.rbac.authorization.k8s.io',
  clusterRole: 'ClusterRole.rbac.authorization.k8s.io',
  binding: 'RoleBinding.rbac.authorization.k8s.io',
  clusterBinding: 'ClusterRoleBinding.rbac.authorization.k8s.io',
} as const;

/** The Roles of a Cluster by `namespace/name`. One that is defined more than once has the rules of all: which of them is applied, and where, is not known. */
export function namespacedRoles(cluster: Lister): ReadonlyMap<string, RoleEntry> {
  const roles = new Map<string, RoleEntry>();
  for (const object of cluster.list(RBAC_KINDS.role).items) {
    const name = `${object.ref.namespace}/${object.ref.name}`;
    roles.set(name, joinEntries(roles.get(name), ownEntry(object)));
  }
  return roles;
}

/** The role that a binding names: a ClusterRole binding can name ClusterRoles only, and other kinds are nothing. */
function roleOf(
  binding: KubeObject,
  roles: ReadonlyMap<string, RoleEntry>,
  clusterRoles: ReadonlyMap<string, RoleEntry>,
): RoleEntry | undefined {
  const kind = textOf(valueAt(binding.data, ['roleRef', 'kind']));
  const name = textOf(valueAt(binding.data, ['roleRef', 'name']));
  if (kind === 'ClusterRole') return clusterRoles.get(name);
  return kind === 'Role' && binding.ref.namespace !== '' ? roles.get(`${binding.ref.namespace}/${name}`) : undefined;
}

/** All grants: one for each subject of each binding, of every definition of it, in the Cluster's order, ClusterRoleBindings first. */
export function listGrants(
  cluster: Lister,
  roles: ReadonlyMap<string, RoleEntry>,
  clusterRoles: ReadonlyMap<string, RoleEntry>,
): readonly Grant[] {
  const bindings = [...cluster.list(RBAC_KINDS.clusterBinding, '').items, ...cluster.list(RBAC_KINDS.binding).items];
  return bindings.flatMap((binding) => {
    const scope = binding.ref.namespace;
    const role = roleOf(binding, roles, clusterRoles);
    return subjectsOf(binding.data, scope).map((subject) => ({ binding, subject, scope, role }));
  });
}

/** Grants by subject and then by scope: what one request has to look at. */
export type GrantIndex = ReadonlyMap<string, ReadonlyMap<string, readonly Grant[]>>;

/** Indexes grants by subject and scope. */
export function indexGrants(grants: readonly Grant[]): GrantIndex {
  const index = new Map<string, Map<string, Grant[]>>();
  for (const grant of grants) {
    const key = subjectKey(grant.subject);
    let byScope = index.get(key);
    if (byScope === undefined) index.set(key, (byScope = new Map<string, Grant[]>()));
    const list = byScope.get(grant.scope);
    if (list === undefined) byScope.set(grant.scope, [grant]);
    else list.push(grant);
  }
  return index;
}
