import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-delete-events',
  title: 'Role deletes events',
  why: 'Events are what people look at first after something happened.',
  remedy: 'Leave events to expire by themselves.',
  ids: { kubescape: ['C-0031'], trivy: ['KSV-0042'] },
});
