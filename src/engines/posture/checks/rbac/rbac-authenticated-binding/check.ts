import type { Gap, KubeObject } from '../../../../../model/cluster/index.ts';
import type { View } from '../../../../../model/facts/index.ts';
import { objectAt, type PolicyRule, stringAt } from '../../../../../model/kube/index.ts';
import { allowsEverything, type RuleTopic, showTopics, stepsOfRole } from '../../../families/rbac-match.ts';
import { ask, askCluster, RBAC_GROUP } from '../../../families/rbac-requests.ts';
import { GRAVE_TOPICS, RULE_TOPICS } from '../../../families/rbac-topics.ts';
import { rbacSubject, type SubjectJudgement } from '../../../families/rbac-subject.ts';

const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';

/** What nobody should hold by having an account: all that checks of rules call high or worse, and some that is less bad in few hands. */
const REACH: readonly RuleTopic[] = [
  ...GRAVE_TOPICS,
  RULE_TOPICS['rbac-create-workloads'],
  RULE_TOPICS['rbac-delete-workloads'],
  RULE_TOPICS['rbac-create-pv'],
  RULE_TOPICS['rbac-port-forward'],
  { allows: 'writing Secrets', requests: () => ask('create update patch', '', 'secrets') },
  {
    allows: 'changing roles',
    requests: () => [
      ...ask('create update patch', RBAC_GROUP, 'roles'),
      ...askCluster('create update patch', RBAC_GROUP, 'clusterroles'),
    ],
  },
  {
    allows: 'changing nodes or volumes',
    requests: () => [
      ...askCluster('create update patch delete', '', 'nodes'),
      ...askCluster('update patch delete', '', 'persistentvolumes'),
    ],
  },
];

/** What of it the rules of a role allow, as a sentence names it; undefined when nothing. */
function reached(rules: readonly PolicyRule[], isEverywhere: boolean, minor: number): string | undefined {
  if (rules.some(allowsEverything)) return 'everything';
  const found = REACH.filter((topic) => stepsOfRole(topic, rules, { minor, isEverywhere }) !== undefined);
  return found.length === 0 ? undefined : showTopics(found);
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
  const severity = isEverywhere ? {} : ({ severity: 'high' } as const);
  const role = view.fact('access', '').grants.find((grant) => grant.binding === binding)?.role;
  if (role !== undefined) {
    const what = reached(role.rules, isEverywhere, view.minor);
    if (what !== undefined) return { rule: 'reaches', ...severity, words: { what } };
    return { rule: 'harmless', gaps: partGaps(role.object, view) };
  }
  const gaps = gapsOf(binding, view);
  return gaps.length === 0 ? { rule: 'nothing' } : { rule: 'unseen', ...severity, gaps };
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
    reaches: { verdict: 'fail', text: '{item} is everyone who logs in, and the role allows {what}' },
    unseen: { verdict: 'fail', text: '{item} is everyone who logs in, and what the role allows was not seen' },
    harmless: {
      verdict: 'pass',
      text: 'the role of {item} reaches no workloads, Secrets, nodes, roles, identities or admission',
    },
    nothing: { verdict: 'pass', text: 'the role of {item} does not exist' },
    others: { verdict: 'pass', text: 'nobody put everyone who logs in into the binding' },
  },
  reads: { kinds: [CLUSTER_ROLE, ROLE], facts: ['access'] },
  judge: ({ kind, name }, binding, view) =>
    kind === 'Group' && (name === 'system:authenticated' || name === 'system:serviceaccounts')
      ? judge(binding, view)
      : undefined,
  fix: { class: 'may-break', breaksIf: 'somebody holds the role by this binding alone and uses it' },
});
