import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-create-workloads',
  title: 'Role creates or changes workloads',
  why: 'Whoever makes a pod runs code as any ServiceAccount of the namespace and mounts any of its Secrets.',
  remedy: 'Leave deployments to the pipeline, and keep accounts with rights in namespaces of their own.',
  ids: { kubescape: ['C-0188'], trivy: ['KSV-0048'], kubeLinter: ['access-to-create-pods'] },
});
