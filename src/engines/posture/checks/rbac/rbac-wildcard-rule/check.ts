import type { PolicyRule } from '../../../../../model/kube/index.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** A rule that allows everything is another check's. */
function wide({ verbs, apiGroups, resources }: PolicyRule): string | undefined {
  const [anyVerb, anyResource] = [verbs.includes('*'), resources.includes('*')];
  if (!anyVerb && !anyResource) return undefined;
  if (anyVerb && anyResource && apiGroups.includes('*')) return undefined;
  const groups = apiGroups.map((group) => (group === '' ? 'core' : group)).toSorted();
  return `${verbs.toSorted().join(', ')} on ${resources.toSorted().join(', ')} of ${groups.join(', ')}`;
}

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-wildcard-rule',
  title: 'Rule with a wildcard',
  severity: 'medium',
  why: '`*` covers what is added later, and verbs such as `escalate` that nobody meant.',
  remedy: 'List the resources and verbs that are used.',
  ids: {
    kubescape: ['C-0187'],
    trivy: ['KSV-0045', 'KSV-0046', 'KSV-0112'],
    kubeLinter: ['wildcard-in-rules'],
    checkov: ['CKV_K8S_49'],
    kyverno: ['restrict-wildcard-resources', 'restrict-wildcard-verbs'],
  },
  allows: 'more than it names',
  wide,
});
