import { rbacSubject } from '../../../families/rbac-subject.ts';

/** See doc.md. */
export const check = rbacSubject({
  id: 'rbac-masters-binding',
  topic: 'rbac',
  title: 'Binding for system:masters',
  severity: 'high',
  why: 'Members may do everything whatever roles say, so that the binding hides who holds the rights and cannot take them away.',
  remedy: 'Bind a group of your own, and keep `system:masters` for emergencies.',
  ids: { kubescape: ['C-0246'], trivy: ['KSV-0123'] },
  rules: {
    masters: { verdict: 'fail', text: '{item} may do everything, with or without this binding' },
    others: { verdict: 'pass', text: 'nobody put system:masters into the binding' },
  },
  reads: { kinds: [], facts: [] },
  judge: ({ kind, name }) => (kind === 'Group' && name === 'system:masters' ? { rule: 'masters' } : undefined),
  // The API server asks no binding about its members.
  fix: { class: 'safe' },
});
