import type { Gap, KubeObject } from '../../../../../model/cluster/index.ts';
import type { View } from '../../../../../model/facts/index.ts';
import { objectAt, type PolicyRule, ruleGives, stringAt } from '../../../../../model/kube/index.ts';
import { ask, askCluster, RBAC_GROUP, type RuleRequest } from '../../../families/rbac-requests.ts';
import { rbacSubject, type SubjectJudgement } from '../../../families/rbac-subject.ts';

const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';

/** What nobody should hold by having an account. */
const REACH: readonly RuleRequest[] = [
  ...ask('get list watch create update patch delete', '', 'secrets'),
  ...ask('create update patch delete', '', 'pods serviceaccounts/token'),
  ...ask('create', '', 'pods/exec pods/attach pods/portforward'),
  ...ask('create update patch delete', 'apps', 'deployments daemonsets statefulsets replicasets'),
  ...ask('create update patch delete', 'batch', 'jobs cronjobs'),
  ...ask('create update patch bind escalate', RBAC_GROUP, 'roles rolebindings'),
  ...ask('impersonate', '', 'serviceaccounts'),
  ...askCluster('create update patch delete', '', 'nodes persistentvolumes'),
  ...askCluster('get create', '', 'nodes/proxy'),
  ...askCluster('create update patch bind escalate', RBAC_GROUP, 'clusterroles clusterrolebindings'),
];

function reaches(rule: PolicyRule, isEverywhere: boolean): boolean {
  return REACH.some(({ attributes, everywhere }) => (isEverywhere || !everywhere) && ruleGives(rule, attributes));
}

/** Lists in which the role may stand unseen. */
function gapsOf({ data, ref }: KubeObject, view: View): readonly Gap[] {
  const isClusterRole = stringAt(objectAt(data, 'roleRef'), 'kind') === 'ClusterRole';
  return isClusterRole ? view.list(CLUSTER_ROLE).gaps : view.list(ROLE, ref.namespace).gaps;
}

/** Lists in which a role that it aggregates may stand unseen. */
function partGaps({ data }: KubeObject, view: View): readonly Gap[] {
  return (data['aggregationRule'] ?? null) === null ? [] : view.list(CLUSTER_ROLE).gaps;
}

function judge(binding: KubeObject, view: View): SubjectJudgement | undefined {
  const isEverywhere = binding.ref.namespace === '';
  const reach = isEverywhere ? { rule: 'reaches' } : ({ rule: 'reaches', severity: 'high' } as const);
  const role = view.fact('access', '').grants.find((grant) => grant.binding === binding)?.role;
  if (role !== undefined) {
    if (role.rules.some((rule) => reaches(rule, isEverywhere))) return reach;
    return { rule: 'harmless', gaps: partGaps(role.object, view) };
  }
  const gaps = gapsOf(binding, view);
  return gaps.length === 0 ? { rule: 'nothing' } : { ...reach, gaps };
}

/** See doc.md. */
export const check = rbacSubject({
  id: 'rbac-authenticated-binding',
  topic: 'rbac',
  title: 'Binding of a powerful role for everyone who logs in',
  severity: 'critical',
  why: 'Every account of every pod and every user holds the role, those that are made tomorrow included.',
  remedy: 'Bind the group of people or the accounts that need it.',
  ids: { kubescape: ['C-0265'], trivy: ['KSV-01011'] },
  rules: {
    reaches: {
      verdict: 'fail',
      text: '{item} is everyone who logs in, and the role reaches workloads, Secrets, nodes or roles',
    },
    harmless: { verdict: 'pass', text: 'the role of {item} reaches no workloads, Secrets, nodes or roles' },
    nothing: { verdict: 'pass', text: 'the role of {item} does not exist' },
    others: { verdict: 'pass', text: 'the binding does not name everyone who logs in' },
  },
  reads: { kinds: [CLUSTER_ROLE, ROLE], facts: ['access'] },
  judge: ({ kind, name }, binding, view) =>
    kind === 'Group' && (name === 'system:authenticated' || name === 'system:serviceaccounts')
      ? judge(binding, view)
      : undefined,
  fix: { class: 'may-break', breaksIf: 'somebody holds the role by this binding alone and uses it' },
});
