import type { Cluster } from '../../../model/cluster/index.ts';
import type { Access, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { AUTHENTICATED, type PolicyRule, type Subject, subjectKey } from '../../../model/kube/index.ts';
import type { Tenant, Tenants } from '../../../model/tenants/index.ts';
import type { RightSeverity } from './rights.ts';
import { areRolesSeen } from '../role-seen.ts';
import { isShippedGrant } from './shipped.ts';
import { severityOfRule } from './weigh.ts';

/** What a subject of a tenant may do where the tenant owns nothing, by one rule of one binding. */
export interface TenantReach {
  readonly grant: Grant;
  readonly role: RoleEntry;
  readonly rule: number;
  /** `low`: it reaches others, but gives no right that a review knows. */
  readonly severity: RightSeverity | 'low';
  /** Whose namespace it reaches; undefined for everywhere, and for a namespace of no tenant. */
  readonly owner: Tenant | undefined;
}

/** Groups that the accounts of every tenant are in. */
const EVERYONE: ReadonlySet<string> = new Set([AUTHENTICATED, 'system:serviceaccounts']);

/** Whether a binding's subject acts for the tenant: by itself, or as a group that its accounts are in beside those of others. */
function actsFor(tenant: Tenant, subject: Pick<Subject, 'kind' | 'name' | 'namespace'>): boolean {
  return tenant.has(subject) || (subject.kind === 'Group' && EVERYONE.has(subject.name));
}

/** A rule about URLs alone reaches nobody's objects. */
function reachesObjects(rule: PolicyRule): boolean {
  return rule.verbs.length > 0 && rule.apiGroups.length > 0 && rule.resources.length > 0;
}

function reachOf(grant: Grant, minor: number, owner: Tenant | undefined): readonly TenantReach[] {
  const { role, scope } = grant;
  if (role === undefined) return [];
  return role.rules.flatMap((rule, index): readonly TenantReach[] =>
    reachesObjects(rule) ? [{ grant, role, rule: index, severity: severityOfRule(rule, scope, minor), owner }] : [],
  );
}

const WEIGHT = ['critical', 'high', 'medium', 'low'] as const;

/** Worst first, everywhere before in a namespace, then by subject and place. */
function compare(a: TenantReach, b: TenantReach): number {
  const key = ({ grant: { scope, subject, binding } }: TenantReach): string =>
    `${scope}\u0000${subjectKey(subject)}\u0000${binding.ref.kind}\u0000${binding.ref.name}`;
  const [left, right] = [key(a), key(b)];
  return (
    WEIGHT.indexOf(a.severity) - WEIGHT.indexOf(b.severity) ||
    (left === right ? a.rule - b.rule : left < right ? -1 : 1)
  );
}

function isOutside(grant: Grant, tenant: Tenant): boolean {
  return !tenant.namespaces.includes(grant.scope) && actsFor(tenant, grant.subject);
}

/** Bindings by which a tenant's subjects may reach outside its own namespaces: the roles that they name were not seen. */
export function tenantUnseen({ grants }: Access, tenant: Tenant, cluster: Cluster): readonly Grant[] {
  return grants.filter(
    (grant) => grant.role === undefined && isOutside(grant, tenant) && !areRolesSeen(grant, cluster),
  );
}

/**
 * Each right of a tenant's subjects outside its own namespaces, and every cluster-wide one. What the API server itself gives everyone is left out.
 * @see https://kubernetes.io/docs/concepts/security/multi-tenancy/
 */
export function tenantReach(
  { grants }: Access,
  tenant: Tenant,
  { ownerOf }: Pick<Tenants, 'ownerOf'>,
  minor: number,
): readonly TenantReach[] {
  return grants
    .filter((grant) => isOutside(grant, tenant) && !isShippedGrant(grant, minor))
    .flatMap((grant) => reachOf(grant, minor, grant.scope === '' ? undefined : ownerOf(grant.scope)))
    .toSorted(compare);
}
