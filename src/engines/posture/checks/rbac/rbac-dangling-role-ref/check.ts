import { findBootstrapRbac, isAsShipped, objectAt, stringAt } from '../../../../../model/kube/index.ts';
import { objectCheck } from '../../../contract.ts';
import { showSubjects } from '../../../families/rbac-holders.ts';
import { BINDINGS, showSubject, writtenSubjects } from '../../../families/rbac-subject.ts';

const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';

/** Manifests seldom hold what every API server makes. */
function isBuiltInRole(name: string, minor: number): boolean {
  return findBootstrapRbac('ClusterRole', '', name, minor) !== undefined;
}

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: [...BINDINGS],
  reads: { kinds: [CLUSTER_ROLE, ROLE], facts: [] },
  meta: {
    id: 'rbac-dangling-role-ref',
    topic: 'rbac',
    title: 'Binding of a role that does not exist',
    severity: 'low',
    why: 'Whoever may make roles decides what the subjects of the binding hold.',
    remedy: 'Delete the binding, or correct the name.',
    practices: ['P10'],
    ids: {},
    rules: {
      missing: { verdict: 'fail', text: '{role} does not exist; it would be held by {holders}' },
      there: { verdict: 'pass', text: '{role} exists' },
      nobody: { verdict: 'pass', text: 'the binding has no subjects' },
      bootstrap: { verdict: 'not-applicable', text: 'the role is one that Kubernetes makes' },
    },
    options: {},
    fixable: false,
  },
  *judge(binding, view) {
    const reference = objectAt(binding.data, 'roleRef');
    const [kind = '', name = ''] = [stringAt(reference, 'kind'), stringAt(reference, 'name')];
    const subjects = writtenSubjects(binding).map(showSubject);
    const at = { path: ['roleRef', 'name'], value: name };
    const words = { role: `${kind} ${name}`, holders: showSubjects(subjects) };
    const found =
      kind === 'ClusterRole' ? view.get(CLUSTER_ROLE, '', name) : view.get(ROLE, binding.ref.namespace, name);
    if (subjects.length === 0) yield { rule: 'nobody', path: ['subjects'] };
    else if (
      isAsShipped(binding.data, binding.ref.namespace, view.minor) ||
      (kind === 'ClusterRole' && isBuiltInRole(name, view.minor))
    )
      yield { rule: 'bootstrap', ...at, words };
    else if (found.items.length > 0) yield { rule: 'there', ...at, words };
    else yield { rule: 'missing', ...at, words, gaps: found.gaps };
  },
});
