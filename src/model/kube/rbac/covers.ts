import type { PolicyRule } from './rules.ts';

const ALL = '*';

function hasAll(list: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => list.includes(one));
}

function coversAll(list: readonly string[], wanted: readonly string[]): boolean {
  return list.includes(ALL) || hasAll(list, wanted);
}

function coversResources(own: readonly string[], wanted: readonly string[]): boolean {
  if (coversAll(own, wanted)) return true;
  return wanted.every((one) => {
    const slash = one.indexOf('/');
    return own.includes(one) || (slash >= 0 && own.includes(`*${one.slice(slash)}`));
  });
}

function coversUrls(own: readonly string[], wanted: readonly string[]): boolean {
  if (coversAll(own, wanted)) return true;
  return wanted.every((one) =>
    own.some((url) => url === one || (url.endsWith(ALL) && one.startsWith(url.replace(/\*+$/, '')))),
  );
}

function ruleCovers(own: PolicyRule, wanted: PolicyRule): boolean {
  const names =
    own.resourceNames.length === 0 ||
    (wanted.resourceNames.length > 0 && hasAll(own.resourceNames, wanted.resourceNames));
  return (
    names &&
    coversAll(own.verbs, wanted.verbs) &&
    coversAll(own.apiGroups, wanted.apiGroups) &&
    coversResources(own.resources, wanted.resources) &&
    coversUrls(own.nonResourceURLs, wanted.nonResourceURLs)
  );
}

const NONE: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** A rule as rules of one verb, group, resource and name each. */
function atomsOf(rule: PolicyRule): readonly PolicyRule[] {
  const names = rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name]);
  const ofResources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((resourceNames) => ({
          ...NONE,
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          resourceNames,
        })),
      ),
    ),
  );
  const ofUrls = rule.nonResourceURLs.flatMap((url) =>
    rule.verbs.map((verb) => ({ ...NONE, nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofUrls];
}

/**
 * What of the wanted rules the own rules do not cover, as rules of one verb, group and resource each; empty when all is covered. The very comparison by which the API
 * server keeps people from granting more than they hold.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function uncoveredRules(own: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap((rule) => atomsOf(rule).filter((atom) => !own.some((one) => ruleCovers(one, atom))));
}
