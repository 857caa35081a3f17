import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-token-request',
  title: 'Role makes tokens of accounts',
  why: 'A token of another account is that account, wherever it is used from.',
  remedy: 'Name the accounts in `resourceNames`, which a request for a token carries.',
  ids: { kubescape: ['C-0282'] },
});
