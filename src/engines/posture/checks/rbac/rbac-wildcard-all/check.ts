import type { PolicyRule } from '../../../../../model/kube/index.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

function wide({ verbs, apiGroups, resources }: PolicyRule): string | undefined {
  return [verbs, apiGroups, resources].every((list) => list.includes('*')) ? '* on * of *' : undefined;
}

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-wildcard-all',
  title: 'Role allows everything',
  severity: 'critical',
  why: 'Whoever holds it can do anything the API offers, now and with every API that is added later.',
  remedy: 'List the groups, resources and verbs that are used.',
  ids: {
    kubescape: ['C-0035', 'C-0187'],
    trivy: ['KSV-0044'],
    polaris: ['rolebindingClusterAdminRole'],
  },
  allows: 'everything',
  wide,
});
