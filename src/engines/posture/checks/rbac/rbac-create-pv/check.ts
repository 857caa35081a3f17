import { askCluster } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-create-pv',
  title: 'Role creates volumes of host paths',
  severity: 'medium',
  why: 'Pod Security does not look into what a claim is bound to: a volume of a host path takes the node.',
  remedy: 'Leave volumes to the provisioner, and claims to the teams.',
  ids: { kubescape: ['C-0278'] },
  allows: 'creating volumes, of host paths too',
  requests: () => askCluster('create', '', 'persistentvolumes'),
});
