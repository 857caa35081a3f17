import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-write-networking',
  title: 'Role changes how traffic flows',
  why: 'Whoever writes Services, endpoints or policies redirects traffic and lifts isolation.',
  remedy: 'Leave NetworkPolicies and Ingresses to the pipeline that reviews them.',
  ids: { trivy: ['KSV-0056'], checkov: ['CKV2_K8S_4'] },
});
