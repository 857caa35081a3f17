import type { Cluster } from '../../../model/cluster/index.ts';
import type { Grant } from '../../../model/facts/index.ts';
import { type PolicyRule, uncoveredRules } from '../../../model/kube/index.ts';
import { gapsFor } from '../access.ts';

/** A rule that is held, and where: '' is everywhere. */
interface HeldRule {
  readonly scope: string;
  readonly rule: PolicyRule;
}

/** What a subject holds today by bindings of its own: what its new roles may say. */
export interface Held {
  /** Whether it holds all that a rule says, as far as roles and bindings were seen. */
  covers(scope: string, rule: PolicyRule): boolean;
  /** Whether it may hold all that a rule says: where not everything was seen nobody knows. */
  allows(scope: string, rule: PolicyRule): boolean;
  /** Of rules that give the same as one without names: the names that each is limited to, none for one that is for all. */
  namesOf(scope: string, rule: PolicyRule): readonly (readonly string[])[];
  /** The URLs, and patterns of them, that it may ask for with a verb. */
  urlsOf(verb: string): readonly string[];
}

/** Rules by resource, so that a role with ten thousand rules is not read for each thing that was asked. */
function indexRules(grants: readonly Grant[]): {
  readonly ofUrls: readonly HeldRule[];
  readonly candidates: (scope: string, rule: PolicyRule) => readonly HeldRule[];
} {
  const byResource = new Map<string, HeldRule[]>();
  const ofUrls: HeldRule[] = [];
  for (const { scope, role } of grants)
    for (const rule of role?.rules ?? []) {
      // Rules of a namespaced grant never speak of URLs.
      if (rule.nonResourceURLs.length > 0 && scope === '') ofUrls.push({ scope, rule });
      for (const resource of new Set(rule.resources)) {
        const list = byResource.get(resource) ?? [];
        byResource.set(resource, list);
        list.push({ scope, rule });
      }
    }
  const keysFor = (resource: string): readonly string[] => {
    const slash = resource.indexOf('/');
    return slash < 0 ? [resource, '*'] : [resource, '*', `*${resource.slice(slash)}`];
  };
  const candidates = (scope: string, { resources }: PolicyRule): readonly HeldRule[] => {
    const keys = new Set(resources.flatMap(keysFor));
    return [...keys].flatMap((key) => byResource.get(key) ?? []).filter((one) => ['', scope].includes(one.scope));
  };
  return { ofUrls, candidates };
}

/** Reads what grants give to whom they name. */
export function openHeld(grants: readonly Grant[], cluster: Cluster): Held {
  const { ofUrls, candidates } = indexRules(grants);
  const known = new Map<string, boolean>();
  const isKnown = (scope: string): boolean => {
    const answer = known.get(scope) ?? gapsFor(cluster, ['', scope]).length === 0;
    known.set(scope, answer);
    return answer;
  };
  const covers = (scope: string, rule: PolicyRule): boolean => {
    const own = rule.nonResourceURLs.length > 0 ? ofUrls : candidates(scope, rule);
    return (
      uncoveredRules(
        own.map((one) => one.rule),
        [rule],
      ).length === 0
    );
  };
  return {
    covers,
    allows: (scope, rule) => covers(scope, rule) || !isKnown(scope),
    namesOf(scope, rule) {
      const all = { ...rule, resourceNames: [] };
      return candidates(scope, rule)
        .filter((one) => uncoveredRules([{ ...one.rule, resourceNames: [] }], [all]).length === 0)
        .map((one) => one.rule.resourceNames);
    },
    urlsOf: (verb) =>
      ofUrls.flatMap(({ rule }) => (rule.verbs.includes(verb) || rule.verbs.includes('*') ? rule.nonResourceURLs : [])),
  };
}
