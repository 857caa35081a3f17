import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-impersonate',
  title: 'Role acts as others',
  why: 'Whoever acts as others has all that these may do, `system:masters` included.',
  remedy: 'Name whom it may act as in `resourceNames`, for users and for groups.',
  ids: { kubescape: ['C-0065', 'C-0191'], trivy: ['KSV-0043'], checkov: ['CKV2_K8S_3'] },
});
