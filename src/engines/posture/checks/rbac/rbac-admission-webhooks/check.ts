import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-admission-webhooks',
  title: 'Role changes admission',
  why: 'A webhook sees and may change every object that passes, Secrets included; without one a policy is gone.',
  remedy: 'Name the own configuration in `resourceNames`.',
  ids: {
    kubescape: ['C-0281'],
    trivy: ['KSV-0114'],
    checkov: ['CKV_K8S_155'],
    kyverno: ['restrict-clusterrole-mutating-validating-admission-webhooks'],
  },
});
