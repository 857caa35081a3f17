import type { Gap } from '../../../model/cluster/index.ts';
import type { Grant, ServiceAccountUse, View, Workload } from '../../../model/facts/index.ts';
import { isAsShipped, type PolicyRule, serviceAccountUser } from '../../../model/kube/index.ts';
import { BINDINGS } from './rbac-subject.ts';

/** What the token of a workload's account opens. */
export interface AccountGrants {
  readonly use: ServiceAccountUse;
  /** By itself and by its groups, without what Kubernetes gives every account. */
  readonly grants: readonly Grant[];
  /** Bindings that may be there unseen. */
  readonly gaps: readonly Gap[];
}

/** The kinds and facts that such a check reads. */
export const ACCOUNT_READS = { kinds: [...BINDINGS], facts: ['service-account-use', 'access'] } as const;

/** The roles that the account of a workload holds. */
export function accountGrants(workload: Workload, view: View): AccountGrants {
  const use = view.fact('service-account-use', workload);
  const user = serviceAccountUser(workload.object.ref.namespace, use.name);
  const grants = view
    .fact('access', '')
    .grantsOf(user)
    .filter(({ binding, role }) => role !== undefined && !isAsShipped(binding.data, binding.ref.namespace, view.minor));
  return { use, grants, gaps: BINDINGS.flatMap((gk) => view.list(gk).gaps) };
}

/** All verbs on all resources, of the core group at least. */
export function allowsAllOfCore({ verbs, resources, apiGroups, resourceNames }: PolicyRule): boolean {
  const isAll = verbs.includes('*') && resources.includes('*') && resourceNames.length === 0;
  return isAll && (apiGroups.includes('*') || apiGroups.includes(''));
}

const SHOWN = 3;

/** Roles as a sentence names them: each with its place, at most three. */
export function showRoles(grants: readonly Grant[]): string {
  const names = [
    ...new Set(
      grants.flatMap(({ role, scope }) => {
        if (role === undefined) return [];
        const { kind, name } = role.object.ref;
        return `${kind} ${name}${scope === '' ? '' : ` in ${scope}`}`;
      }),
    ),
  ].toSorted();
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
}
