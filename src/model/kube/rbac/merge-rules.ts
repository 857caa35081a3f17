import type { PolicyRule } from './rules.ts';

type MergeField = 'verbs' | 'apiGroups' | 'resources' | 'nonResourceURLs';

/** Puts rules together that differ in one list only: all of them say the same of every combination. */
function mergeBy(rules: readonly PolicyRule[], field: MergeField): readonly PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const key = JSON.stringify({ ...rule, [field]: [] });
    const known = merged.get(key);
    const list = [...new Set([...(known?.[field] ?? []), ...rule[field]])].toSorted();
    merged.set(key, { ...rule, [field]: list });
  }
  return [...merged.values()];
}

/** The same permissions in fewer rules, in one order whatever the rules' own was. */
export function mergeRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const fields: readonly MergeField[] = ['verbs', 'resources', 'apiGroups', 'nonResourceURLs'];
  return fields.reduce(mergeBy, rules).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
