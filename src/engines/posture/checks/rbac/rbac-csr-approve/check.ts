import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-csr-approve',
  title: 'Role approves client certificates',
  why: 'A certificate is an identity of choice that no revocation ends before it expires.',
  remedy: 'Leave approval to the controllers, or name the signer in `resourceNames`.',
  ids: { kubescape: ['C-0280'], checkov: ['CKV_K8S_156'], kyverno: ['restrict-clusterrole-csr'] },
});
