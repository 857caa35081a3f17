import type { PolicyRule } from './rules.ts';

const ALL = '*';

/** Whether one value of a wanted list is covered by what own rule holds of it. */
type Covers = (value: string) => boolean;

type Field = keyof PolicyRule;

/** The lists that make a permission on resources, and one on URLs, in the order in which what is not covered is split off. */
const OF_RESOURCES: readonly Field[] = ['verbs', 'apiGroups', 'resources', 'resourceNames'];
const OF_URLS: readonly Field[] = ['verbs', 'nonResourceURLs', 'resourceNames'];

const FEW = 8;

/** Looks up values in a list; long ones come as a set, since each is asked for every value of another. */
function lookUp(list: readonly string[]): Covers {
  if (list.length <= FEW) return (value) => list.includes(value);
  const set = new Set(list);
  return (value) => set.has(value);
}

function always(): boolean {
  return true;
}

function coversResource(own: readonly string[]): Covers {
  const has = lookUp(own);
  return (value) => {
    const slash = value.indexOf('/');
    return has(value) || (slash >= 0 && has(`*${value.slice(slash)}`));
  };
}

function coversUrl(own: readonly string[]): Covers {
  const has = lookUp(own);
  const prefixes = own.filter((url) => url.endsWith(ALL)).map((url) => url.replace(/\*+$/, ''));
  return (value) => has(value) || prefixes.some((prefix) => value.startsWith(prefix));
}

function coversOf(rule: PolicyRule, field: Field): Covers {
  const own = rule[field];
  if (field === 'resourceNames') return own.length === 0 ? always : lookUp(own);
  if (own.includes(ALL)) return always;
  if (field === 'resources') return coversResource(own);
  return field === 'nonResourceURLs' ? coversUrl(own) : lookUp(own);
}

/** An own rule with what it covers of each list, made when it is first asked for: one rule is held against many parts. */
function createCover(own: PolicyRule): (field: Field) => Covers {
  const made: Partial<Record<Field, Covers>> = {};
  return (field) => (made[field] ??= coversOf(own, field));
}

interface Split {
  readonly touches: boolean;
  readonly covered: readonly string[];
  readonly rest: readonly string[];
}

/** The values of a list that an own rule covers, and the others. No names stand for all, which only a rule without names covers. */
function splitList(part: PolicyRule, field: Field, covers: Covers): Split {
  const values = part[field];
  if (field === 'resourceNames' && values.length === 0) return { touches: covers === always, covered: [], rest: [] };
  const covered: string[] = [];
  const rest: string[] = [];
  for (const value of values) (covers(value) ? covered : rest).push(value);
  return { touches: covered.length > 0, covered, rest };
}

/** What of a part is left without what an own rule covers: one part along each list in which they differ. */
function without(part: PolicyRule, cover: (field: Field) => Covers): readonly PolicyRule[] {
  const left: PolicyRule[] = [];
  let inside = part;
  for (const field of part.nonResourceURLs.length > 0 ? OF_URLS : OF_RESOURCES) {
    const { touches, covered, rest } = splitList(inside, field, cover(field));
    if (!touches) return [part];
    if (rest.length === 0) continue;
    left.push({ ...inside, [field]: rest });
    inside = { ...inside, [field]: covered };
  }
  return left;
}

const NONE: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

/** A rule as one about resources and one about URLs, of which most have one only. */
function partsOf(rule: PolicyRule): readonly PolicyRule[] {
  const [verbs, apiGroups, resources, resourceNames, nonResourceURLs] = [
    unique(rule.verbs),
    unique(rule.apiGroups),
    unique(rule.resources),
    unique(rule.resourceNames),
    unique(rule.nonResourceURLs),
  ];
  if (verbs.length === 0) return [];
  const parts: PolicyRule[] = [];
  if (apiGroups.length > 0 && resources.length > 0) parts.push({ ...NONE, verbs, apiGroups, resources, resourceNames });
  if (nonResourceURLs.length > 0) parts.push({ ...NONE, verbs, nonResourceURLs });
  return parts;
}

/** Up to so many permissions of one rule are told one by one; more stay together as they came apart. */
const MOST_ATOMS = 1000;

function sizeOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): number {
  return nonResourceURLs.length > 0
    ? verbs.length * nonResourceURLs.length
    : verbs.length * apiGroups.length * resources.length * Math.max(1, resourceNames.length);
}

/** A part as rules of one verb, group, resource and name each. */
function atomsOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): readonly PolicyRule[] {
  if (nonResourceURLs.length > 0)
    return nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ ...NONE, nonResourceURLs: [url], verbs: [verb] })));
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((one) => ({ ...NONE, apiGroups: [group], resources: [resource], verbs: [verb], resourceNames: one })),
      ),
    ),
  );
}

/** Puts permissions of one rule into the order in which it names them, however they came apart. */
function inOrderOf(rule: PolicyRule, atoms: readonly PolicyRule[]): readonly PolicyRule[] {
  const fields: readonly Field[] = ['nonResourceURLs', 'apiGroups', 'resources', 'verbs', 'resourceNames'];
  const places = fields.map((field) => new Map(unique(rule[field]).map((value, place) => [value, place])));
  const keyed = atoms.map((atom) => ({
    atom,
    key: fields.map((field, i) => places[i]?.get(atom[field][0] ?? '') ?? -1),
  }));
  const compare = (a: readonly number[], b: readonly number[]): number =>
    a.map((value, i) => value - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ atom }) => atom);
}

function uncoveredOf(own: readonly PolicyRule[], rule: PolicyRule): readonly PolicyRule[] {
  let parts = partsOf(rule);
  for (const one of own) {
    if (parts.length === 0) return parts;
    const cover = createCover(one);
    parts = parts.flatMap((part) => without(part, cover));
  }
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  return size > MOST_ATOMS ? parts : inOrderOf(rule, parts.flatMap(atomsOf));
}

/**
 * What of the wanted rules the own rules do not cover; empty when all is covered. Of each wanted rule what is missing comes as rules of one verb, group, resource and name each,
 * in its own order, or, where these would be very many, as fewer rules with lists that do not overlap. The very comparison by which the API server keeps people from granting
 * more than they hold.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function uncoveredRules(own: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap((rule) => uncoveredOf(own, rule));
}
