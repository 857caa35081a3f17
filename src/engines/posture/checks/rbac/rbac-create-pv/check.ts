import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-create-pv',
  title: 'Role creates volumes of host paths',
  why: 'Pod Security does not look into what a claim is bound to: a volume of a host path takes the node.',
  remedy: 'Leave volumes to the provisioner, and claims to the teams.',
  ids: { kubescape: ['C-0278'] },
});
