import { ask, askCluster } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-impersonate',
  title: 'Role acts as others',
  severity: 'critical',
  why: 'Whoever acts as others has all that these may do, `system:masters` included.',
  remedy: 'Name whom it may act as in `resourceNames`, for users and for groups.',
  ids: { kubescape: ['C-0065', 'C-0191'], trivy: ['KSV-0043'], checkov: ['CKV2_K8S_3'] },
  allows: 'acting as others',
  requests: () => [
    ...askCluster('impersonate', '', 'users groups'),
    ...ask('impersonate', '', 'serviceaccounts'),
    ...askCluster('impersonate', 'authentication.k8s.io', 'uids userextras'),
  ],
});
