import type { KubeObject } from '../../../../../model/cluster/index.ts';
import type { View } from '../../../../../model/facts/index.ts';
import { objectAt, type PolicyRule, rulesOf, stringAt, uncoveredRules } from '../../../../../model/kube/index.ts';
import { rbacSubject, showSubject, writtenSubjects } from '../../../families/rbac-subject.ts';

const ROLE = 'Role.rbac.authorization.k8s.io';
const NAMESPACE = 'kube-public';
/** By this kubeadm lets nodes that join read where the cluster is, and its certificate, before they have any credentials. https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/ */
const NAME = 'kubeadm:bootstrap-signer-clusterinfo';
const RULE: PolicyRule = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['configmaps'],
  resourceNames: ['cluster-info'],
  nonResourceURLs: [],
};

/** As kubeadm makes it; a role that was not seen is taken for the one that it makes. */
function isOfKubeadm(binding: KubeObject, view: View): boolean {
  if (binding.ref.namespace !== NAMESPACE || binding.ref.name !== NAME) return false;
  const reference = objectAt(binding.data, 'roleRef');
  if (stringAt(reference, 'kind') !== 'Role' || stringAt(reference, 'name') !== NAME) return false;
  if (writtenSubjects(binding).map(showSubject).join() !== 'User system:anonymous') return false;
  const roles = view.get(ROLE, NAMESPACE, NAME).items;
  return roles.every(({ data }) => uncoveredRules([RULE], rulesOf(data)).length === 0);
}

/** See doc.md. */
export const check = rbacSubject({
  id: 'rbac-anonymous-binding',
  topic: 'rbac',
  title: 'Binding for whoever does not log in',
  severity: 'critical',
  why: 'Everyone who reaches the API server holds the role, without a password or a certificate.',
  remedy: 'Take the subject out of the binding.',
  ids: {
    kubescape: ['C-0262'],
    trivy: ['KSV-0122'],
    kubesec: ['BindingsToSystemAnonymous'],
    kyverno: ['restrict-binding-system-groups'],
  },
  rules: {
    anonymous: { verdict: 'fail', text: '{item} is everyone who does not log in' },
    others: { verdict: 'pass', text: 'nobody is bound who did not log in, but where Kubernetes does so itself' },
  },
  reads: { kinds: [ROLE], facts: [] },
  judge: ({ kind, name }) =>
    (kind === 'User' && name === 'system:anonymous') || (kind === 'Group' && name === 'system:unauthenticated')
      ? { rule: 'anonymous' }
      : undefined,
  isOfKubeadm,
  fix: { class: 'may-break', breaksIf: 'something reads the API without logging in, as a load balancer does' },
});
