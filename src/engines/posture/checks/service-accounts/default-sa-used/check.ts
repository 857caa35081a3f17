import { hasApiToken } from '../../../../../model/kube/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { accountField, audienceDoubt } from '../../../families/token-holders.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['service-account-use'] },
  meta: {
    id: 'default-sa-used',
    topic: 'service-accounts',
    title: 'Pod runs as the default ServiceAccount',
    severity: 'low',
    why: 'All pods without an account of their own share this one: a right given to it is given to all of them.',
    remedy: 'Give the workload a ServiceAccount of its own, or mount no token.',
    practices: ['P10'],
    ids: {
      kubeLinter: ['default-service-account'],
      kubesec: ['ServiceAccountName'],
    },
    rules: {
      default: { verdict: 'fail', text: 'the pod runs as the default ServiceAccount and gets its token' },
      'no-token': { verdict: 'pass', text: 'the pod runs as the default ServiceAccount, without its token' },
      own: { verdict: 'pass', text: 'the pod runs as ServiceAccount {account}' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const { name, namedBy, automount, account } = view.fact('service-account-use', workload);
    const at = { path: ['spec', accountField(workload.template.spec)] };
    if (name !== 'default') yield { rule: 'own', ...at, words: { account: name } };
    else if (!hasApiToken(workload.template, automount))
      yield { rule: 'no-token', ...at, gaps: audienceDoubt(workload) };
    else {
      yield {
        rule: 'default',
        ...at,
        ...(namedBy === 'pod' ? { value: name } : {}),
        assumes: account.gaps,
      };
    }
  },
});
