import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-write-configmaps',
  title: 'Role writes ConfigMaps',
  severity: 'medium',
  why: 'ConfigMaps are scripts, settings of proxies and, in kube-system, whom the cluster trusts.',
  remedy: 'Name the own ConfigMaps in `resourceNames`.',
  ids: { kubescape: ['C-0037'], trivy: ['KSV-0049', 'KSV-0115'] },
  allows: 'writing ConfigMaps',
  requests: () => ask('create update patch delete', '', 'configmaps'),
  gravestNames: ['coredns', 'aws-auth', 'extension-apiserver-authentication', 'kubeadm-config'],
});
