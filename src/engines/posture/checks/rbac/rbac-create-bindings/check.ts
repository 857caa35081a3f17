import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-create-bindings',
  title: 'Role makes bindings',
  why: 'Whoever makes bindings hands out all that it holds, and with `bind` what it does not.',
  remedy: 'Leave bindings to the pipeline that also reviews them.',
  ids: { trivy: ['KSV-0051', 'KSV-0052', 'KSV-0055'] },
});
