import { objectCheck } from '../../../contract.ts';

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: ['Namespace'],
  reads: { kinds: ['ServiceAccount'], facts: ['workloads'] },
  meta: {
    id: 'namespace-without-service-account',
    topic: 'service-accounts',
    title: 'Namespace with no account but default',
    severity: 'info',
    why: 'All workloads share one account, so that a role for one is a role for all.',
    remedy: 'Make an account for each workload that calls the API.',
    practices: ['P10'],
    ids: { kubescape: ['C-0189'] },
    rules: {
      'only-default': { verdict: 'fail', text: 'its {count} workloads share the account default' },
      'own-accounts': { verdict: 'pass', text: 'the namespace has accounts of its own' },
      empty: { verdict: 'not-applicable', text: 'no workload is in the namespace' },
    },
    options: {},
    fixable: false,
  },
  *judge({ ref }, view) {
    const path = ['metadata', 'name'];
    const workloads = view.fact('workloads', ref.name);
    const { items, gaps } = view.list('ServiceAccount', ref.name);
    if (workloads.length === 0) yield { rule: 'empty', path };
    else if (items.some((account) => account.ref.name !== 'default')) yield { rule: 'own-accounts', path };
    else yield { rule: 'only-default', path, words: { count: String(workloads.length) }, gaps };
  },
});
