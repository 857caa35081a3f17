import type { Gap } from '../../../model/cluster/index.ts';
import type { Grant, ServiceAccountUse, View, Workload } from '../../../model/facts/index.ts';
import {
  hasApiToken,
  isAsShipped,
  objectAt,
  type PolicyRule,
  serviceAccountUser,
  stringAt,
} from '../../../model/kube/index.ts';
import type { Judgement, Severity } from '../../../model/verdicts/index.ts';
import { type CheckMeta, type Rule, workloadCheck, type WorkloadCheck } from '../contract.ts';
import { BINDINGS } from './rbac-subject.ts';

const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';
const PATH = ['spec', 'serviceAccountName'];
const SHOWN = 3;

/** What the roles of an account come to: a rule of the check, and the grants that its sentence names. */
export interface RoleFinding {
  readonly rule: string;
  readonly severity?: Severity;
  readonly grants: readonly Grant[];
  /** It would be worse if the account held as much everywhere, by a binding that was not seen. */
  readonly inNamespaces?: boolean;
}

/** A check of what the account of a pod holds. */
export interface AccountRoleSpec extends Pick<CheckMeta, 'id' | 'title' | 'severity' | 'why' | 'remedy' | 'ids'> {
  /** Its sentences may name `{account}` and `{roles}`. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** What is found in the grants of an account, which never hold what Kubernetes gives every account. */
  readonly find: (grants: readonly Grant[]) => RoleFinding | undefined;
  /** The rule where nothing is found; without it being seen that there is no more, the check is undecided. */
  readonly otherwise: string;
}

/** By itself and by its groups, without what Kubernetes gives every account. */
function grantsOf(use: ServiceAccountUse, workload: Workload, view: View): readonly Grant[] {
  const user = serviceAccountUser(workload.object.ref.namespace, use.name);
  const grants = view.fact('access', '').grantsOf(user);
  return grants.filter(({ binding }) => !isAsShipped(binding.data, binding.ref.namespace, view.minor));
}

/** Lists in which more of a role may stand unseen: itself, or the roles that it aggregates. */
function roleGaps({ binding, role }: Grant, view: View): readonly Gap[] {
  const isClusterRole = stringAt(objectAt(binding.data, 'roleRef'), 'kind') === 'ClusterRole';
  if (role === undefined)
    return isClusterRole ? view.list(CLUSTER_ROLE).gaps : view.list(ROLE, binding.ref.namespace).gaps;
  return (role.object.data['aggregationRule'] ?? null) === null ? [] : view.list(CLUSTER_ROLE).gaps;
}

/** All verbs on all resources, of the core group at least. */
function allowsAllOfCore({ verbs, resources, apiGroups, resourceNames }: PolicyRule): boolean {
  const isAll = verbs.includes('*') && resources.includes('*') && resourceNames.length === 0;
  return isAll && (apiGroups.includes('*') || apiGroups.includes(''));
}

/** The grants by a role that has such a rule. */
export function grantsWith(grants: readonly Grant[], isMeant: (rule: PolicyRule) => boolean): readonly Grant[] {
  return grants.filter(({ role }) => role?.rules.some(isMeant) === true);
}

/** The grants by a role that allows everything. */
export function adminGrants(grants: readonly Grant[]): readonly Grant[] {
  return grantsWith(grants, allowsAllOfCore);
}

/** Grants as a finding: those that hold everywhere, or else those of namespaces with their severity; undefined when there are none. */
export function byPlace(
  grants: readonly Grant[],
  everywhere: string,
  inNamespaces: string,
  severity: Severity,
): RoleFinding | undefined {
  const worst = grants.filter(({ scope }) => scope === '');
  if (worst.length > 0) return { rule: everywhere, grants: worst };
  return grants.length === 0 ? undefined : { rule: inNamespaces, severity, grants, inNamespaces: true };
}

/** Roles as a sentence names them: each with its place, at most three. */
function showRoles(grants: readonly Grant[]): string {
  const names = grants.flatMap(({ role, scope }) => {
    if (role === undefined) return [];
    const { kind, name } = role.object.ref;
    return `${kind} ${name}${scope === '' ? '' : ` in ${scope}`}`;
  });
  const sorted = [...new Set(names)].toSorted();
  const more = sorted.length - SHOWN;
  return sorted.slice(0, SHOWN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
}

function* judgeWorkload(spec: AccountRoleSpec, workload: Workload, view: View): Iterable<Judgement> {
  const use = view.fact('service-account-use', workload);
  const at = { path: PATH, ...(use.namedBy === 'pod' ? { value: use.name } : {}) };
  if (!hasApiToken(workload.template, use.automount)) {
    yield { rule: 'no-token', ...at };
    return;
  }
  const grants = grantsOf(use, workload, view);
  const found = spec.find(grants.filter(({ role }) => role !== undefined));
  const words = { account: `${workload.object.ref.namespace}/${use.name}`, roles: showRoles(found?.grants ?? []) };
  if (found === undefined) {
    const gaps = [...BINDINGS.flatMap((gk) => view.list(gk).gaps), ...grants.flatMap((grant) => roleGaps(grant, view))];
    yield { rule: spec.otherwise, ...at, words, gaps };
    return;
  }
  const { rule, severity, inNamespaces = false } = found;
  const assumes = [...use.account.gaps, ...(inNamespaces ? view.list(BINDINGS[0]).gaps : [])];
  yield { rule, ...at, words, assumes, ...(severity === undefined ? {} : { severity }) };
}

/** Makes a check of what the account of a pod holds, where a container has its token. */
export function accountRole(spec: AccountRoleSpec): WorkloadCheck {
  const { id, title, severity, why, remedy, ids, rules } = spec;
  return workloadCheck({
    scope: 'workload',
    reads: { kinds: [...BINDINGS, CLUSTER_ROLE, ROLE], facts: ['service-account-use', 'access'] },
    meta: {
      id,
      topic: 'service-accounts',
      title,
      severity,
      why,
      remedy,
      practices: ['P10'],
      ids,
      rules: { ...rules, 'no-token': { verdict: 'pass', text: 'no container has a token for the Kubernetes API' } },
      options: {},
      fixable: false,
    },
    judge: (workload, view) => judgeWorkload(spec, workload, view),
  });
}
