import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** From this minor on `get` opens no port-forward any more: gate AuthorizePodWebsocketUpgradeCreatePermission. */
const FORWARD_BY_CREATE = 35;

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-port-forward',
  title: 'Role reaches the ports of pods',
  severity: 'medium',
  why: 'A forwarded port passes every NetworkPolicy and reaches what listens without a password.',
  remedy: 'Give `pods/portforward` to people for as long as they debug, never to workloads.',
  ids: { kubescape: ['C-0063'] },
  allows: 'reaching the ports of pods',
  requests: (minor) => ask(minor < FORWARD_BY_CREATE ? 'create get' : 'create', '', 'pods/portforward'),
});
