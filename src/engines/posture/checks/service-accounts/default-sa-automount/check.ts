import { boolAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { objectCheck } from '../../../contract.ts';

/** The account named `default` of a namespace, see doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: ['ServiceAccount'],
  reads: { kinds: [], facts: [] },
  meta: {
    id: 'default-sa-automount',
    topic: 'service-accounts',
    title: 'Default ServiceAccount hands out its token',
    severity: 'low',
    why: 'Every pod that names no account gets the token of `default`; any right it is ever bound to reaches all of them.',
    remedy: 'Set `automountServiceAccountToken: false` on the namespace’s `default` ServiceAccount.',
    practices: ['P10'],
    ids: { kubescape: ['C-0189', 'C-0225'], checkov: ['CKV_K8S_41'] },
    rules: {
      unset: { verdict: 'fail', text: 'automountServiceAccountToken is not set, and the API mounts tokens by default' },
      'set-true': { verdict: 'fail', text: 'automountServiceAccountToken is true' },
      off: { verdict: 'pass', text: 'automountServiceAccountToken is false' },
      'other-account': { verdict: 'not-applicable', text: 'not the account named default' },
    },
    options: {},
    fixable: true,
  },
  *judge(object): Iterable<Judgement> {
    const path = ['automountServiceAccountToken'];
    const value = boolAt(object.data, 'automountServiceAccountToken');
    if (object.ref.name !== 'default')
      yield { rule: 'other-account', path: ['metadata', 'name'], value: object.ref.name };
    else if (value === false) yield { rule: 'off', path, value };
    else {
      yield {
        rule: value === undefined ? 'unset' : 'set-true',
        path,
        value,
        fix: {
          class: 'may-break',
          title: 'stop handing out the default token',
          ops: [{ op: 'set', path, value: false }],
          breaksIf: 'a pod without an account of its own calls the Kubernetes API',
        },
      };
    }
  },
});
