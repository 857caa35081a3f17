import { accountsMeant, rbacSubject } from '../../../families/rbac-subject.ts';

/** See doc.md. */
export const check = rbacSubject({
  id: 'default-sa-bound',
  topic: 'service-accounts',
  title: 'Default ServiceAccount holds a role',
  severity: 'high',
  why: 'Every pod of the namespace that names no account of its own gets the role.',
  remedy: 'Make an account for the workload that needs the role, and bind that.',
  ids: { kubescape: ['C-0225', 'C-0239'], checkov: ['CKV_K8S_42'] },
  rules: {
    'default-account': { verdict: 'fail', text: '{item} is the account of every pod that names none' },
    'all-accounts': { verdict: 'fail', text: '{item} holds the account of every pod that names none' },
    others: { verdict: 'pass', text: 'the binding names no default account, and no group of accounts' },
  },
  reads: { kinds: [], facts: [] },
  judge(subject) {
    const accounts = accountsMeant(subject);
    if (accounts === undefined) return undefined;
    if (accounts.name === undefined) return { rule: 'all-accounts' };
    return accounts.name === 'default' ? { rule: 'default-account' } : undefined;
  },
  fix: { class: 'may-break', breaksIf: 'a pod without an account of its own uses the role' },
});
