import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** From this minor on `get` opens no exec any more: gate AuthorizePodWebsocketUpgradeCreatePermission. */
const EXEC_BY_CREATE = 35;

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-pod-exec',
  title: 'Role runs commands in containers',
  severity: 'high',
  why: 'Whoever opens a shell in a container has its files, its network and the token of its account.',
  remedy: 'Take `pods/exec` and `pods/attach` out of the role, and give them for an hour when they are needed.',
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
  allows: 'running commands in containers',
  requests: (minor) => ask(minor < EXEC_BY_CREATE ? 'create get' : 'create', '', 'pods/exec pods/attach'),
});
