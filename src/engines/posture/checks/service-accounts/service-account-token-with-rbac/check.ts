import { accountRole } from '../../../families/account-role.ts';

/** See doc.md. */
export const check = accountRole({
  id: 'service-account-token-with-rbac',
  title: 'Pod gets a token that opens something',
  severity: 'medium',
  why: 'Whoever takes over the process acts with the roles of its account.',
  remedy: 'Mount no token, or keep the roles to what the process calls.',
  ids: { kubescape: ['C-0261'] },
  rules: {
    holds: { verdict: 'fail', text: 'the token of ServiceAccount {account} {how}, and it holds {roles}' },
    'holds-nothing': {
      verdict: 'pass',
      text: 'ServiceAccount {account} holds nothing beyond what every account does',
    },
  },
  find: (grants) => (grants.length === 0 ? undefined : { rule: 'holds', grants }),
  otherwise: 'holds-nothing',
});
