import type { PolicyRule } from '../../../../../model/kube/index.ts';
import { allowsEverything } from '../../../families/rbac-match.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

function listed(list: readonly string[]): string {
  return list.toSorted().join(', ');
}

/** What a rule is about: resources of groups, some of them by name, or URLs, which have neither groups nor names. */
function scopeOf({ apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string | undefined {
  const groups = listed(apiGroups.map((group) => (group === '' ? 'core' : group)));
  const names = resourceNames.length === 0 ? '' : ` named ${listed(resourceNames)}`;
  if (resources.length > 0) return `${listed(resources)} of ${groups}${names}`;
  return nonResourceURLs.length > 0 ? listed(nonResourceURLs) : undefined;
}

/** A rule that allows everything is another check's. */
function wide(rule: PolicyRule): string | undefined {
  const { verbs, resources } = rule;
  if (allowsEverything(rule) || !(verbs.includes('*') || resources.includes('*'))) return undefined;
  const scope = scopeOf(rule);
  return scope === undefined ? undefined : `${listed(verbs)} on ${scope}`;
}

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-wildcard-rule',
  title: 'Rule with a wildcard',
  why: '`*` covers what is added later, and verbs such as `escalate` that nobody meant.',
  remedy: 'List the resources and verbs that are used.',
  ids: {
    kubescape: ['C-0187'],
    trivy: ['KSV-0045', 'KSV-0046', 'KSV-0112'],
    kubeLinter: ['wildcard-in-rules'],
    checkov: ['CKV_K8S_49'],
    kyverno: ['restrict-wildcard-resources', 'restrict-wildcard-verbs'],
  },
  wide,
  rules: { 'without-effect': { verdict: 'pass', text: '{item} is a rule for URLs, which no RoleBinding gives' } },
});
