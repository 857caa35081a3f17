import { stringAt } from '../../../../../model/kube/index.ts';
import { objectCheck } from '../../../contract.ts';

const LEGACY = 'kubernetes.io/service-account-token';

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: ['Secret'],
  reads: { kinds: [], facts: [] },
  meta: {
    id: 'legacy-sa-token-secret',
    topic: 'service-accounts',
    title: 'Token of an account that never ends',
    severity: 'medium',
    why: 'Whoever reads the Secret once is the account for as long as it exists.',
    remedy: 'Delete the Secret, and ask for tokens with an end (`kubectl create token`, projected volumes).',
    practices: ['P10'],
    ids: { kyverno: ['deny-secret-service-account-token-type'] },
    rules: {
      legacy: { verdict: 'fail', text: 'the Secret holds a token that does not expire' },
      other: { verdict: 'pass', text: 'the Secret is of another type' },
    },
    options: {},
    fixable: false,
  },
  *judge({ data }) {
    const type = stringAt(data, 'type');
    const at = { path: ['type'], ...(type === undefined ? {} : { value: type }) };
    yield { rule: type === LEGACY ? 'legacy' : 'other', ...at };
  },
});
