import { workloadCheck } from '../../../contract.ts';
import { ACCOUNT_READS, accountGrants, showRoles } from '../../../families/account-grants.ts';

const PATH = ['spec', 'serviceAccountName'];

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [...ACCOUNT_READS.kinds], facts: [...ACCOUNT_READS.facts] },
  meta: {
    id: 'service-account-token-with-rbac',
    topic: 'service-accounts',
    title: 'Pod gets a token that opens something',
    severity: 'medium',
    why: 'Whoever takes over the process acts with the roles of its account.',
    remedy: 'Mount no token, or keep the roles to what the process calls.',
    practices: ['P10'],
    ids: { kubescape: ['C-0261'] },
    rules: {
      holds: { verdict: 'fail', text: 'the token of ServiceAccount {account} is mounted, and it holds {roles}' },
      'holds-nothing': {
        verdict: 'pass',
        text: 'ServiceAccount {account} holds nothing beyond what every account does',
      },
      'no-token': { verdict: 'pass', text: 'no token is mounted' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const { use, grants, gaps } = accountGrants(workload, view);
    const at = { path: PATH, ...(use.namedBy === 'pod' ? { value: use.name } : {}) };
    const account = `${workload.object.ref.namespace}/${use.name}`;
    if (!use.automount) yield { rule: 'no-token', ...at };
    else if (grants.length > 0)
      yield { rule: 'holds', ...at, words: { account, roles: showRoles(grants) }, assumes: use.account.gaps };
    else yield { rule: 'holds-nothing', ...at, words: { account }, gaps };
  },
});
