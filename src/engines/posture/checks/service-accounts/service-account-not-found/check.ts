import { stringAt } from '../../../../../model/kube/index.ts';
import { workloadCheck } from '../../../contract.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['service-account-use'] },
  meta: {
    id: 'service-account-not-found',
    topic: 'service-accounts',
    title: 'Pod names a ServiceAccount that does not exist',
    severity: 'low',
    why: 'The pod is not created until someone makes an account of that name, with whatever rights it then has.',
    remedy: 'Create the ServiceAccount, or correct the name.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0307'],
      kubeLinter: ['non-existent-service-account'],
    },
    rules: {
      missing: { verdict: 'fail', text: 'there is no ServiceAccount {account} in its namespace' },
      there: { verdict: 'pass', text: 'ServiceAccount {account} exists' },
      default: { verdict: 'pass', text: 'the default ServiceAccount exists in every namespace' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const { name, account } = view.fact('service-account-use', workload);
    const { spec } = workload.template;
    const field = (stringAt(spec, 'serviceAccountName') ?? '') === '' ? 'serviceAccount' : 'serviceAccountName';
    const at = { path: ['spec', field], words: { account: name } };
    if (name === 'default') yield { rule: 'default', ...at };
    else if (account.items.length > 0) yield { rule: 'there', ...at, value: name };
    else yield { rule: 'missing', ...at, value: name, gaps: account.gaps };
  },
});
