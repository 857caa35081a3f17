import { stringAt } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'deprecated-service-account-field',
    topic: 'service-accounts',
    title: 'Account named by a deprecated field',
    severity: 'info',
    why: 'Readers and tools that look at `serviceAccountName` see the default account where another one runs.',
    remedy: 'Write `serviceAccountName`.',
    practices: ['P10'],
    ids: { kubescape: ['C-0294'], kubeLinter: ['deprecated-service-account-field'] },
    rules: {
      'only-old': { verdict: 'fail', text: 'serviceAccount names {value}, serviceAccountName nothing' },
      contradiction: {
        verdict: 'fail',
        text: 'serviceAccount names {value}, and serviceAccountName another account, which counts',
      },
      both: { verdict: 'pass', text: 'both fields name the same account, as the API server writes them' },
      current: { verdict: 'pass', text: 'serviceAccount is not used' },
    },
    options: {},
    fixable: true,
  },
  *judge({ spec }) {
    const [old = '', name = ''] = [stringAt(spec, 'serviceAccount'), stringAt(spec, 'serviceAccountName')];
    const at = { path: ['spec', 'serviceAccount'], ...(old === '' ? {} : { value: old }) };
    const remove = { op: 'remove', path: ['spec', 'serviceAccount'] } as const;
    if (old === '') yield { rule: 'current', ...at };
    else if (old === name) yield { rule: 'both', ...at };
    else if (name === '') {
      const set = { op: 'set', path: ['spec', 'serviceAccountName'], value: old } as const;
      yield {
        rule: 'only-old',
        ...at,
        fix: { class: 'safe', title: 'name the account by serviceAccountName', ops: [set, remove] },
      };
    } else
      yield {
        rule: 'contradiction',
        ...at,
        fix: { class: 'safe', title: 'drop serviceAccount, which does not count', ops: [remove] },
      };
  },
});
