import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-pod-exec',
  title: 'Role runs commands in containers',
  why: 'Whoever opens a shell in a container has its files, its network and the token of its account.',
  remedy:
    'Take `pods/exec`, `pods/attach` and `pods/ephemeralcontainers` out of the role, and give them for an hour when they are needed.',
  ids: {
    kubescape: ['C-0002'],
    trivy: ['KSV-0053', 'KSV-0054'],
    polaris: [
      'clusterrolePodExecAttach',
      'rolePodExecAttach',
      'clusterrolebindingPodExecAttach',
      'rolebindingClusterRolePodExecAttach',
      'rolebindingRolePodExecAttach',
    ],
    checkov: ['CKV2_K8S_2'],
  },
});
