import { workloadCheck } from '../../../contract.ts';
import { ACCOUNT_READS, accountGrants, allowsAllOfCore, showRoles } from '../../../families/account-grants.ts';

const PATH = ['spec', 'serviceAccountName'];

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [...ACCOUNT_READS.kinds], facts: [...ACCOUNT_READS.facts] },
  meta: {
    id: 'workload-admin-role',
    topic: 'service-accounts',
    title: 'Pod gets a token that may do everything',
    severity: 'critical',
    why: 'Whoever takes over the process owns the cluster, or the namespace.',
    remedy: 'Bind a role with what the process calls.',
    practices: ['P10'],
    ids: { kubescape: ['C-0272'] },
    rules: {
      everywhere: {
        verdict: 'fail',
        text: 'the token of ServiceAccount {account} is mounted, and {roles} lets it do everything',
      },
      'in-namespace': {
        verdict: 'fail',
        text: 'the token of ServiceAccount {account} is mounted, and {roles} lets it do everything there',
      },
      limited: { verdict: 'pass', text: 'no role of ServiceAccount {account} allows everything' },
      'no-token': { verdict: 'pass', text: 'no token is mounted' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const { use, grants, gaps } = accountGrants(workload, view);
    const at = { path: PATH, ...(use.namedBy === 'pod' ? { value: use.name } : {}) };
    const account = `${workload.object.ref.namespace}/${use.name}`;
    const admin = grants.filter(({ role }) => role?.rules.some(allowsAllOfCore) === true);
    const everywhere = admin.filter(({ scope }) => scope === '');
    const worst = everywhere.length > 0 ? everywhere : admin;
    const words = { account, roles: showRoles(worst) };
    if (!use.automount) yield { rule: 'no-token', ...at };
    else if (everywhere.length > 0) yield { rule: 'everywhere', ...at, words, assumes: use.account.gaps };
    else if (admin.length > 0)
      yield { rule: 'in-namespace', ...at, severity: 'high', words, assumes: use.account.gaps };
    else yield { rule: 'limited', ...at, words, gaps };
  },
});
