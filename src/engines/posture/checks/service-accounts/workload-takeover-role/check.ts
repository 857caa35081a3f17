import { type PolicyRule, ruleAllows } from '../../../../../model/kube/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { ACCOUNT_READS, accountGrants, allowsAllOfCore, showRoles } from '../../../families/account-grants.ts';
import { ask } from '../../../families/rbac-requests.ts';

const PATH = ['spec', 'serviceAccountName'];
const STRONG = [...ask('create update patch', '', 'pods'), ...ask('get list watch', '', 'secrets')];

/** Of what is limited to names only the named objects are open: creation never is. */
function takesOver(rule: PolicyRule): boolean {
  return STRONG.some(({ attributes }) => {
    const [name = ''] = rule.resourceNames;
    return ruleAllows(rule, attributes.verb === 'create' ? attributes : { ...attributes, name });
  });
}

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [...ACCOUNT_READS.kinds], facts: [...ACCOUNT_READS.facts] },
  meta: {
    id: 'workload-takeover-role',
    topic: 'service-accounts',
    title: 'Pod gets a token that takes over others',
    severity: 'high',
    why: 'From one process an attacker goes on to every account of the namespaces that the role holds in.',
    remedy: 'Take the right away, or mount no token.',
    practices: ['P10'],
    ids: { kubescape: ['C-0267'] },
    rules: {
      everywhere: {
        verdict: 'fail',
        text: 'the token of ServiceAccount {account} is mounted, and {roles} lets it make pods or read Secrets everywhere',
      },
      'in-namespaces': {
        verdict: 'fail',
        text: 'the token of ServiceAccount {account} is mounted, and {roles} lets it make pods or read Secrets there',
      },
      admin: {
        verdict: 'not-applicable',
        text: 'ServiceAccount {account} may do everything, which workload-admin-role reports',
      },
      limited: { verdict: 'pass', text: 'no role of ServiceAccount {account} lets it make pods or read Secrets' },
      'no-token': { verdict: 'pass', text: 'no token is mounted' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const { use, grants, gaps } = accountGrants(workload, view);
    const at = { path: PATH, ...(use.namedBy === 'pod' ? { value: use.name } : {}) };
    const account = `${workload.object.ref.namespace}/${use.name}`;
    const strong = grants.filter(({ role }) => role?.rules.some(takesOver) === true);
    const everywhere = strong.filter(({ scope }) => scope === '');
    const worst = everywhere.length > 0 ? everywhere : strong;
    const words = { account, roles: showRoles(worst) };
    if (!use.automount) yield { rule: 'no-token', ...at };
    else if (grants.some(({ role }) => role?.rules.some(allowsAllOfCore) === true))
      yield { rule: 'admin', ...at, words };
    else if (everywhere.length > 0) yield { rule: 'everywhere', ...at, words, assumes: use.account.gaps };
    else if (strong.length > 0)
      yield { rule: 'in-namespaces', ...at, severity: 'medium', words, assumes: use.account.gaps };
    else yield { rule: 'limited', ...at, words, gaps };
  },
});
