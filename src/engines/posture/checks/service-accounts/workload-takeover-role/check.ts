import { ruleGives } from '../../../../../model/kube/index.ts';
import { accountRole, adminGrants, byPlace, grantsWith } from '../../../families/account-role.ts';
import { ask } from '../../../families/rbac-requests.ts';

const STRONG = [...ask('create update patch', '', 'pods'), ...ask('get list watch', '', 'secrets')];

/** See doc.md. */
export const check = accountRole({
  id: 'workload-takeover-role',
  title: 'Pod gets a token that takes over others',
  severity: 'high',
  why: 'From one process an attacker goes on to every account of the namespaces that the role holds in.',
  remedy: 'Take the right away, or mount no token.',
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
  },
  find(grants) {
    if (adminGrants(grants).length > 0) return { rule: 'admin', grants };
    const strong = grantsWith(grants, (rule) => STRONG.some(({ attributes }) => ruleGives(rule, attributes)));
    return byPlace(strong, 'everywhere', 'in-namespaces', 'medium');
  },
  otherwise: 'limited',
});
