import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-token-request',
  title: 'Role makes tokens of accounts',
  severity: 'high',
  why: 'A token of another account is that account, wherever it is used from.',
  remedy: 'Name the accounts in `resourceNames`, which a request for a token carries.',
  ids: { kubescape: ['C-0282'] },
  allows: 'making tokens of ServiceAccounts',
  requests: () => ask('create', '', 'serviceaccounts/token'),
});
