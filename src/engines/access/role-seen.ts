import type { Grant } from '../../model/facts/index.ts';
import { textOf, valueAt } from '../../model/json.ts';
import type { Lister } from './aggregate.ts';
import { RBAC_KINDS } from './grants.ts';

/** Whether all roles of the kind that a binding names were seen: then one that is not there does not exist. */
export function areRolesSeen({ binding, scope }: Grant, cluster: Lister): boolean {
  const isClusterRole = textOf(valueAt(binding.data, ['roleRef', 'kind'])) === 'ClusterRole';
  return isClusterRole
    ? cluster.list(RBAC_KINDS.clusterRole, '').complete
    : cluster.list(RBAC_KINDS.role, scope).complete;
}
