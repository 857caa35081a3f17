import type { Gap } from '../../../model/cluster/index.ts';
import type { Grant, View, Workload } from '../../../model/facts/index.ts';
import { isAsShipped, objectAt, type PolicyRule, serviceAccountUser, stringAt } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { type CheckMeta, type Rule, workloadCheck, type WorkloadCheck } from '../contract.ts';
import { lower } from './rbac-match.ts';
import { BINDINGS } from './rbac-subject.ts';
import { type TokenHolder, tokensOf } from './token-holders.ts';

const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';
const SHOWN = 3;

/** What the roles of an account come to: a rule of the check, and the grants that its sentence names. */
export interface RoleFinding {
  readonly rule: string;
  readonly grants: readonly Grant[];
  /** By how many steps it is less bad than the check says; then a binding that was not seen would make it worse. None by default. */
  readonly steps?: number;
  /** Words of its sentence beside those that all may name. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A grant, and by how many steps what it gives is less bad than the check says, wherever it holds. */
export interface WeighedGrant {
  readonly grant: Grant;
  readonly steps: number;
}

/** A check of what the account of a pod holds. */
export interface AccountRoleSpec extends Pick<CheckMeta, 'id' | 'title' | 'severity' | 'why' | 'remedy' | 'ids'> {
  /** Its sentences may name `{account}`, `{roles}` and `{how}`: by what way a container has the token. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** What is found in Kubernetes 1.N in the grants of an account, which never hold what Kubernetes gives every account. */
  readonly find: (grants: readonly Grant[], minor: number) => RoleFinding | undefined;
  /** The rule where nothing is found; without it being seen that there is no more, the check is undecided. */
  readonly otherwise: string;
}

/** By itself and by its groups, without what Kubernetes gives every account. */
function grantsOf(account: string, workload: Workload, view: View): readonly Grant[] {
  const user = serviceAccountUser(workload.object.ref.namespace, account);
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

/** The grants by a role that allows everything. */
export function adminGrants(grants: readonly Grant[]): readonly WeighedGrant[] {
  return grants.filter(({ role }) => role?.rules.some(allowsAllOfCore) === true).map((grant) => ({ grant, steps: 0 }));
}

/** Grants as a finding: the worst of them, those that hold everywhere before those of namespaces, which are a step less bad; undefined when there are none. */
export function byPlace(
  weighed: readonly WeighedGrant[],
  everywhere: string,
  inNamespaces: string,
): RoleFinding | undefined {
  const placed = weighed.map(({ grant, steps }) => ({ grant, steps: steps + Number(grant.scope !== '') }));
  const steps = Math.min(...placed.map((one) => one.steps));
  const worst = placed.filter((one) => one.steps === steps).map(({ grant }) => grant);
  if (worst.length === 0) return undefined;
  const wide = worst.filter(({ scope }) => scope === '');
  return wide.length > 0 ? { rule: everywhere, grants: wide, steps } : { rule: inNamespaces, grants: worst, steps };
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

/** Bindings that were not seen and would make it worse: of the whole cluster where a step is left, of a namespace too where two are. */
function worseGaps(steps: number, view: View): readonly Gap[] {
  const [cluster, local] = BINDINGS;
  return [...(steps > 0 ? view.list(cluster).gaps : []), ...(steps > 1 ? view.list(local).gaps : [])];
}

function judgeHolder(
  spec: AccountRoleSpec,
  { account, how, at, assumes, doubts }: TokenHolder,
  { workload, view, unseen }: { readonly workload: Workload; readonly view: View; readonly unseen: readonly Gap[] },
): Judgement {
  const grants = grantsOf(account, workload, view);
  const found = spec.find(
    grants.filter(({ role }) => role !== undefined),
    view.minor,
  );
  const words = { account: `${workload.object.ref.namespace}/${account}`, roles: showRoles(found?.grants ?? []), how };
  if (found === undefined) {
    const gaps = [...BINDINGS.flatMap((gk) => view.list(gk).gaps), ...grants.flatMap((grant) => roleGaps(grant, view))];
    return { rule: spec.otherwise, ...at, words, gaps: [...gaps, ...unseen] };
  }
  const { rule, steps = 0 } = found;
  return {
    rule,
    ...at,
    words: { ...words, ...found.words },
    assumes: [...assumes, ...worseGaps(steps, view)],
    gaps: doubts,
    severity: lower(spec.severity, steps),
  };
}

function judgeWorkload(spec: AccountRoleSpec, workload: Workload, view: View): readonly Judgement[] {
  const { own, holders, unseen } = tokensOf(workload, view);
  if (holders.length === 0) return [{ rule: 'no-token', ...own, gaps: unseen }];
  return holders.map((holder) => judgeHolder(spec, holder, { workload, view, unseen }));
}

/** Makes a check of what the accounts hold whose tokens a container of a pod has: its own, and those that stand in Secrets. */
export function accountRole(spec: AccountRoleSpec): WorkloadCheck {
  const { id, title, severity, why, remedy, ids, rules } = spec;
  return workloadCheck({
    scope: 'workload',
    reads: { kinds: [...BINDINGS, CLUSTER_ROLE, ROLE, 'Secret'], facts: ['service-account-use', 'access'] },
    meta: {
      id,
      topic: 'service-accounts',
      title,
      severity,
      why,
      remedy,
      practices: ['P10'],
      ids,
      rules: {
        ...rules,
        'no-token': { verdict: 'pass', text: 'no container is seen to get a token for the Kubernetes API' },
      },
      options: {},
      fixable: false,
    },
    judge: (workload, view) => judgeWorkload(spec, workload, view),
  });
}
