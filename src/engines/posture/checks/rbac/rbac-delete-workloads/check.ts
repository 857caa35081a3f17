import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-delete-workloads',
  title: 'Role deletes workloads or what they need',
  why: 'Deletion is an outage, and of claims the loss of data.',
  remedy: 'Name what may be deleted in `resourceNames`, or leave it to the pipeline.',
  ids: { kubescape: ['C-0007'] },
});
