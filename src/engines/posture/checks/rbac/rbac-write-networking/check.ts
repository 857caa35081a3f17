import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-write-networking',
  title: 'Role changes how traffic flows',
  severity: 'medium',
  why: 'Whoever writes Services, endpoints or policies redirects traffic and lifts isolation.',
  remedy: 'Leave NetworkPolicies and Ingresses to the pipeline that reviews them.',
  ids: { trivy: ['KSV-0056'], checkov: ['CKV2_K8S_4'] },
  allows: 'changing how traffic flows',
  requests: () => [
    ...ask('create update patch delete', '', 'services services/status endpoints'),
    ...ask('create update patch delete', 'networking.k8s.io', 'ingresses networkpolicies'),
    ...ask('create update patch delete', 'discovery.k8s.io', 'endpointslices'),
  ],
});
