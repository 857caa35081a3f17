import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-write-endpoints',
  title: 'Role writes endpoints',
  why: 'Endpoints may name any address, and an Ingress follows them into other namespaces (CVE-2021-25740).',
  remedy: 'Leave endpoints to the controllers.',
  ids: { kyverno: ['restrict-edit-for-endpoints'] },
});
