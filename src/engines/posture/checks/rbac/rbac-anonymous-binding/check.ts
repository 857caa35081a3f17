import { rbacSubject } from '../../../families/rbac-subject.ts';

/** See doc.md. */
export const check = rbacSubject({
  id: 'rbac-anonymous-binding',
  topic: 'rbac',
  title: 'Binding for whoever does not log in',
  severity: 'critical',
  why: 'Everyone who reaches the API server holds the role, without a password or a certificate.',
  remedy: 'Take the subject out of the binding.',
  ids: {
    kubescape: ['C-0262'],
    trivy: ['KSV-0122'],
    kubesec: ['BindingsToSystemAnonymous'],
    kyverno: ['restrict-binding-system-groups'],
  },
  rules: {
    anonymous: { verdict: 'fail', text: '{item} is everyone who does not log in' },
    others: { verdict: 'pass', text: 'nobody is bound who did not log in' },
  },
  reads: { kinds: [], facts: [] },
  judge: ({ kind, name }) =>
    (kind === 'User' && name === 'system:anonymous') || (kind === 'Group' && name === 'system:unauthenticated')
      ? { rule: 'anonymous' }
      : undefined,
  fix: { class: 'may-break', breaksIf: 'something reads the API without logging in, as a load balancer does' },
});
