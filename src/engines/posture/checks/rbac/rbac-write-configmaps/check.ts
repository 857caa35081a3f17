import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-write-configmaps',
  title: 'Role writes ConfigMaps',
  why: 'ConfigMaps are scripts, settings of proxies and, in kube-system, whom the cluster trusts.',
  remedy: 'Name the own ConfigMaps in `resourceNames`.',
  ids: { kubescape: ['C-0037'], trivy: ['KSV-0049', 'KSV-0115'] },
});
