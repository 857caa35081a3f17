import { accountRole, adminGrants, byPlace } from '../../../families/account-role.ts';

/** See doc.md. */
export const check = accountRole({
  id: 'workload-admin-role',
  title: 'Pod gets a token that may do everything',
  severity: 'critical',
  why: 'Whoever takes over the process owns the cluster, or the namespace.',
  remedy: 'Bind a role with what the process calls.',
  ids: { kubescape: ['C-0272'] },
  rules: {
    everywhere: {
      verdict: 'fail',
      text: 'the token of ServiceAccount {account} {how}, and {roles} lets it do everything',
    },
    'in-namespace': {
      verdict: 'fail',
      text: 'the token of ServiceAccount {account} {how}, and {roles} lets it do everything there',
    },
    limited: { verdict: 'pass', text: 'no role of ServiceAccount {account} allows everything' },
  },
  find: (grants) => byPlace(adminGrants(grants), 'everywhere', 'in-namespace'),
  otherwise: 'limited',
});
