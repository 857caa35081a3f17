import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-bind-escalate',
  title: 'Role gives rights that it does not hold',
  why: '`bind` and `escalate` are the two rights that lift the rule that nobody can give what he does not have.',
  remedy: 'Name the roles that may be bound in `resourceNames`, and drop `escalate`.',
  ids: {
    kubescape: ['C-0191'],
    trivy: ['KSV-0050'],
    checkov: ['CKV_K8S_157', 'CKV_K8S_158', 'CKV2_K8S_1'],
    kyverno: ['restrict-escalation-verbs-roles'],
  },
});
