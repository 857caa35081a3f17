import { allowsEverything } from '../../../families/rbac-match.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-wildcard-all',
  title: 'Role allows everything',
  why: 'Whoever holds it can do anything the API offers, now and with every API that is added later.',
  remedy: 'List the groups, resources and verbs that are used.',
  ids: {
    kubescape: ['C-0035', 'C-0187'],
    trivy: ['KSV-0044'],
    polaris: ['rolebindingClusterAdminRole'],
  },
  wide: (rule) => (allowsEverything(rule) ? '* on * of *' : undefined),
});
