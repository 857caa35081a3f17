import { objectAt, stringAt } from '../../../../../model/kube/index.ts';
import { accountsMeant, rbacSubject } from '../../../families/rbac-subject.ts';

/** See doc.md. */
export const check = rbacSubject({
  id: 'rbac-service-account-any-role',
  topic: 'rbac',
  title: 'ServiceAccount holds a role',
  severity: 'info',
  why: 'Accounts of workloads are what an attacker inside a container has: this is the list of those that can do something.',
  remedy: 'Look whether the workload calls the API at all, and take the binding away where it does not.',
  ids: { kubescape: ['C-0053'] },
  rules: {
    account: { verdict: 'fail', text: '{item} holds {role}' },
    others: { verdict: 'pass', text: 'the binding names no ServiceAccount, and no group of them' },
  },
  reads: { kinds: [], facts: [] },
  judge: (subject, { data }) => {
    if (accountsMeant(subject) === undefined) return undefined;
    const role = objectAt(data, 'roleRef');
    return { rule: 'account', words: { role: `${stringAt(role, 'kind') ?? ''} ${stringAt(role, 'name') ?? ''}` } };
  },
});
