import { combinedResource, type PolicyRule, type RequestAttributes, ruleAllows } from '../../model/kube/index.ts';
import type { RoleEntry } from '../../model/facts/index.ts';

/** A rule of a role that may allow a request. */
export interface RuleHit {
  readonly role: RoleEntry;
  readonly rule: number;
}

/** Rules by what they name, so that a question looks at few of them. */
export interface RuleIndex {
  /** The rules that allow a request, of ClusterRoles and of the Roles in its namespace, in the order of roles. */
  allowing(attributes: RequestAttributes): readonly RuleHit[];
}

const ALL = '*';
/** No resource: its name would hold no space. */
const URLS = 'non-resource URLs';

/**
 * A Role counts in its own namespace only: its rules are found there, those of ClusterRoles everywhere. By resource alone: a rule that names thousands of groups and of
 * resources has millions of pairs.
 */
function keysOfRule({ resources, nonResourceURLs }: PolicyRule, namespace: string): readonly string[] {
  const named = resources.map((resource) => `${namespace}|${resource}`);
  return nonResourceURLs.length > 0 ? [...named, `${namespace}|${URLS}`] : named;
}

function keysOfRequest(attributes: RequestAttributes): readonly string[] {
  if (attributes.kind === 'url') return [`|${URLS}`];
  const { subresource, namespace } = attributes;
  const resources = [combinedResource(attributes), ALL, ...(subresource === '' ? [] : [`*/${subresource}`])];
  const places = namespace === '' ? [''] : ['', namespace];
  return places.flatMap((place) => resources.map((resource) => `${place}|${resource}`));
}

/** Indexes the rules of roles. */
export function indexRules(roles: Iterable<RoleEntry>): RuleIndex {
  const byKey = new Map<string, RuleHit[]>();
  const order = new Map<RoleEntry, number>();
  for (const role of roles) {
    order.set(role, order.size);
    for (const [rule, one] of role.rules.entries()) {
      for (const key of new Set(keysOfRule(one, role.object.ref.namespace))) {
        const list = byKey.get(key);
        if (list === undefined) byKey.set(key, [{ role, rule }]);
        else list.push({ role, rule });
      }
    }
  }
  return {
    allowing(attributes) {
      const found = new Map<RoleEntry, Set<number>>();
      for (const key of new Set(keysOfRequest(attributes))) {
        for (const { role, rule } of byKey.get(key) ?? []) {
          const one = role.rules[rule];
          if (one === undefined || !ruleAllows(one, attributes)) continue;
          const rules = found.get(role);
          if (rules === undefined) found.set(role, new Set([rule]));
          else rules.add(rule);
        }
      }
      return [...found]
        .toSorted(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
        .flatMap(([role, rules]) => [...rules].toSorted((a, b) => a - b).map((rule) => ({ role, rule })));
    },
  };
}
