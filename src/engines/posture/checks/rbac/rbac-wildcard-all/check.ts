import type { Answer, KubeObject } from '../../../../../model/cluster/index.ts';
import type { View } from '../../../../../model/facts/index.ts';
import type { JsonObject } from '../../../../../model/json.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { objectCheck } from '../../../contract.ts';

const CLUSTER_BINDING = 'ClusterRoleBinding.rbac.authorization.k8s.io';
const BINDING = 'RoleBinding.rbac.authorization.k8s.io';
/** A Role is bound in its namespace only. */
const NONE: Answer<KubeObject> = { items: [], complete: true, gaps: [] };
const SHOWN = 3;

function allowsEverything(rule: JsonObject): boolean {
  return ['apiGroups', 'resources', 'verbs'].every((field) => stringsAt(rule, field).includes('*'));
}

/** `ServiceAccount ops/runner`, `Group system:masters`. */
function nameOf(subject: JsonObject): string {
  const namespace = stringAt(subject, 'namespace') ?? '';
  return `${stringAt(subject, 'kind') ?? ''} ${namespace === '' ? '' : `${namespace}/`}${stringAt(subject, 'name') ?? ''}`;
}

function bindsTo(binding: KubeObject, role: KubeObject): boolean {
  const reference = objectAt(binding.data, 'roleRef');
  return stringAt(reference, 'kind') === role.ref.kind && stringAt(reference, 'name') === role.ref.name;
}

function holdersOf(bindings: Answer<KubeObject>, role: KubeObject): readonly string[] {
  return bindings.items
    .filter((one) => bindsTo(one, role))
    .flatMap((one) => objectsAt(one.data, 'subjects').map(nameOf));
}

function show(holders: readonly string[]): string {
  const more = holders.length - SHOWN;
  return holders.slice(0, SHOWN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
}

/** How bad the role is where it is held: the rule's name, the severity, and what the answer leaned on. */
function judgeHolders(role: KubeObject, view: View): Omit<Judgement, 'path'> {
  const isCluster = role.ref.kind === 'ClusterRole';
  const global = isCluster ? view.list(CLUSTER_BINDING) : NONE;
  const everywhere = holdersOf(global, role);
  if (everywhere.length > 0) return { rule: 'held-cluster-wide', words: { holders: show(everywhere) } };
  const bindings = view.list(BINDING, isCluster ? undefined : role.ref.namespace);
  const within = holdersOf(bindings, role);
  if (within.length > 0) return { rule: 'held-in-namespaces', severity: 'high', words: { holders: show(within) } };
  const gaps = [...global.gaps, ...bindings.gaps];
  if (gaps.length > 0) return { rule: 'held-elsewhere', severity: 'medium', assumes: gaps };
  return { rule: 'unheld', severity: 'info' };
}

function isBootstrap({ ref, data }: KubeObject): boolean {
  const labels = objectAt(objectAt(data, 'metadata'), 'labels');
  return ref.name === 'cluster-admin' && stringAt(labels, 'kubernetes.io/bootstrapping') === 'rbac-defaults';
}

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: ['ClusterRole.rbac.authorization.k8s.io', 'Role.rbac.authorization.k8s.io'],
  reads: {
    kinds: ['ClusterRoleBinding.rbac.authorization.k8s.io', 'RoleBinding.rbac.authorization.k8s.io'],
    facts: [],
  },
  meta: {
    id: 'rbac-wildcard-all',
    topic: 'rbac',
    title: 'Role allows everything',
    severity: 'critical',
    why: 'Whoever holds it can do anything the API offers, now and with every API that is added later.',
    remedy: 'List the groups, resources and verbs that are used.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0035', 'C-0187'],
      trivy: ['KSV-0044'],
      polaris: ['rolebindingClusterAdminRole'],
    },
    rules: {
      'held-cluster-wide': { verdict: 'fail', text: 'rule {item} allows everything in the whole cluster to {holders}' },
      'held-in-namespaces': { verdict: 'fail', text: 'rule {item} allows everything in a namespace to {holders}' },
      'held-elsewhere': {
        verdict: 'fail',
        text: 'rule {item} allows everything; who holds the role is not in these files',
      },
      unheld: { verdict: 'fail', text: 'rule {item} allows everything; nobody holds the role' },
      narrow: { verdict: 'pass', text: 'no rule allows everything' },
      bootstrap: { verdict: 'not-applicable', text: 'the role is one that Kubernetes makes itself' },
    },
    options: {},
    fixable: false,
  },
  *judge(role, view) {
    const rules = objectsAt(role.data, 'rules');
    const wide = rules.flatMap((rule, index) => (allowsEverything(rule) ? [index] : []));
    if (wide.length === 0) yield { rule: 'narrow', path: ['rules'] };
    else if (isBootstrap(role)) yield { rule: 'bootstrap', path: ['metadata', 'name'], value: role.ref.name };
    else {
      const held = judgeHolders(role, view);
      for (const index of wide)
        yield { ...held, item: `#${index + 1}`, path: ['rules', index, 'verbs'], value: rules[index]?.['verbs'] };
    }
  },
});
