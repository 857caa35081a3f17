import type { KubeObject } from '../../../../../model/cluster/index.ts';
import { objectAt, stringAt } from '../../../../../model/kube/index.ts';
import { objectCheck } from '../../../contract.ts';
import { showSubjects } from '../../../families/rbac-holders.ts';
import { BINDINGS, shippedSubjects, showSubject, writtenSubjects } from '../../../families/rbac-subject.ts';

/** The group of people whom kubeadm makes administrators. https://kubernetes.io/docs/reference/setup-tools/kubeadm/ */
const KUBEADM = 'kubeadm:cluster-admins';

/** The subjects that Kubernetes or kubeadm put into a binding. */
function madeSubjects(binding: KubeObject, minor: number): ReadonlySet<string> {
  const { namespace, name } = binding.ref;
  return namespace === '' && name === KUBEADM ? new Set([`Group ${KUBEADM}`]) : shippedSubjects(binding, minor);
}

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: [...BINDINGS],
  reads: { kinds: [], facts: [] },
  meta: {
    id: 'rbac-cluster-admin-binding',
    topic: 'rbac',
    title: 'Binding of cluster-admin',
    severity: 'high',
    why: 'The holder may do everything, Secrets and nodes included.',
    remedy: 'Bind a role with what is used.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0185', 'C-0035'],
      trivy: ['KSV-0111'],
      kubeLinter: ['cluster-admin-role-binding'],
      polaris: ['clusterrolebindingClusterAdmin', 'rolebindingClusterAdminClusterRole'],
      kyverno: ['restrict-binding-clusteradmin'],
    },
    rules: {
      everywhere: { verdict: 'fail', text: 'cluster-admin in the whole cluster for {holders}' },
      'in-namespace': { verdict: 'fail', text: 'everything in the namespace for {holders}' },
      nobody: { verdict: 'pass', text: 'the binding has no subjects' },
      'other-role': { verdict: 'pass', text: 'the binding is of another role' },
      bootstrap: { verdict: 'not-applicable', text: 'the binding is as Kubernetes or kubeadm makes it' },
    },
    options: {},
    fixable: false,
  },
  *judge(binding, view) {
    const role = objectAt(binding.data, 'roleRef');
    const [kind, name] = [stringAt(role, 'kind'), stringAt(role, 'name')];
    const path = ['roleRef', 'name'];
    const subjects = writtenSubjects(binding).map(showSubject);
    if (kind !== 'ClusterRole' || name !== 'cluster-admin') yield { rule: 'other-role', path, value: name };
    else if (subjects.length === 0) yield { rule: 'nobody', path: ['subjects'] };
    else {
      const made = madeSubjects(binding, view.minor);
      const others = subjects.filter((subject) => !made.has(subject));
      if (others.length === 0) {
        yield { rule: 'bootstrap', path: ['metadata', 'name'], value: binding.ref.name };
        return;
      }
      const words = { holders: showSubjects(others) };
      if (binding.ref.namespace === '') yield { rule: 'everywhere', path, value: name, words };
      else yield { rule: 'in-namespace', path, value: name, severity: 'medium', words };
    }
  },
});
