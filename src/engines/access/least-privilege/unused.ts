import type { Grant } from '../../../model/facts/index.ts';
import { combinedResource, type PolicyRule, type RequestAttributes, ruleAllows } from '../../../model/kube/index.ts';
import type { Blindness, Need, RightUse } from './types.ts';

/** One verb on one thing, out of a rule. */
interface Part {
  readonly verb: string;
  readonly what: string;
  readonly rule: PolicyRule;
  readonly isUrl: boolean;
}

function named({ resourceNames }: PolicyRule): string {
  return resourceNames.length === 0 ? '' : ` named ${resourceNames.join(', ')}`;
}

function partsOf(rule: PolicyRule): readonly Part[] {
  const { verbs, apiGroups, resources, nonResourceURLs } = rule;
  return verbs.flatMap((verb): readonly Part[] => [
    ...apiGroups.flatMap((group) =>
      resources.map((resource) => ({
        verb,
        what: `${resource} of ${group === '' ? 'core' : group}${named(rule)}`,
        rule: { ...rule, verbs: [verb], apiGroups: [group], resources: [resource], nonResourceURLs: [] },
        isUrl: false,
      })),
    ),
    ...nonResourceURLs.map((url) => ({
      verb,
      what: url,
      rule: { ...rule, verbs: [verb], nonResourceURLs: [url], apiGroups: [], resources: [] },
      isUrl: true,
    })),
  ]);
}

function holdsIn(scope: string, attributes: RequestAttributes): boolean {
  return scope === '' || (attributes.kind === 'resource' && attributes.namespace === scope);
}

function isBlind({ verb, isUrl }: Part, { verbs, urls, missing }: Blindness): boolean {
  return missing.length > 0 || (isUrl ? urls : verbs.has(verb));
}

function isWildcard({ verb, rule }: Part): boolean {
  return (
    verb === '*' || [...rule.resources, ...rule.apiGroups, ...rule.nonResourceURLs].some((one) => one.includes('*'))
  );
}

function briefly(attributes: RequestAttributes): string {
  return attributes.kind === 'url'
    ? `${attributes.verb} ${attributes.path}`
    : `${attributes.verb} ${combinedResource(attributes)}`;
}

/** Whether a need may have been for what a right gives, though nobody can tell: its names were not kept each, or are in no log. */
function isMaybe({ rule, isUrl, what }: Part, { attributes, folded, kept }: Need): boolean {
  if (kept) return ruleAllows(rule, attributes);
  if (!folded) return false;
  if (attributes.kind === 'resource') return ruleAllows({ ...rule, resourceNames: [] }, attributes);
  const everyUrl = { ...rule, nonResourceURLs: ['*'] };
  return isUrl && what.startsWith(attributes.path.slice(0, -1)) && ruleAllows(everyUrl, attributes);
}

function useOf(part: Part, found: readonly Need[]): Pick<RightUse, 'first' | 'last' | 'count' | 'onlyFor'> {
  const [some] = found;
  if (some === undefined) return { count: 0 };
  return {
    first: found.reduce((least, { first }) => Math.min(least, first), some.first),
    last: found.reduce((most, { last }) => Math.max(most, last), some.last),
    count: found.reduce((sum, { count }) => sum + count, 0),
    ...(isWildcard(part)
      ? { onlyFor: [...new Set(found.map(({ attributes }) => briefly(attributes)))].toSorted() }
      : {}),
  };
}

/** By verb and resource, so that a role with ten thousand rules does not meet every use with each of them. */
function indexNeeds(needs: readonly Need[]): (part: Part) => readonly Need[] {
  const byResource = new Map<string, Need[]>();
  for (const need of needs) {
    const { attributes } = need;
    const key = attributes.kind === 'url' ? '/' : attributes.resource;
    const list = byResource.get(key);
    if (list === undefined) byResource.set(key, [need]);
    else list.push(need);
  }
  return ({ isUrl, rule }) => {
    if (isUrl) return byResource.get('/') ?? [];
    const [resource = ''] = rule.resources;
    const [main = ''] = resource.split('/');
    return main === '*' ? needs : (byResource.get(main) ?? []);
  };
}

/** Each right that the grants give, with its use: first and last time, or never, or not to be known by this log. */
export function rightsOf(grants: readonly Grant[], needs: readonly Need[], blindness: Blindness): readonly RightUse[] {
  const needsFor = indexNeeds(needs);
  return grants.flatMap(({ binding, role, scope }) =>
    (role?.rules ?? []).flatMap(partsOf).map((part): RightUse => {
      const near = needsFor(part).filter(({ attributes }) => holdsIn(scope, attributes));
      const use = useOf(
        part,
        near.filter(({ attributes, kept }) => !kept && ruleAllows(part.rule, attributes)),
      );
      const isHidden = isBlind(part, blindness) || (use.count === 0 && near.some((need) => isMaybe(part, need)));
      const state = use.count > 0 ? 'used' : isHidden ? 'unknown' : 'unused';
      const object = role?.object ?? binding;
      return { binding, role: object, scope, verb: part.verb, what: part.what, state, ...use };
    }),
  );
}
