import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-port-forward',
  title: 'Role reaches the ports of pods',
  why: 'A forwarded port passes every NetworkPolicy and reaches what listens without a password.',
  remedy: 'Give `pods/portforward` to people for as long as they debug, never to workloads.',
  ids: { kubescape: ['C-0063'] },
});
