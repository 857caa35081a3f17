import { combinedResource, mergeRules, type PolicyRule, type ResourceAttributes } from '../../../model/kube/index.ts';
import type { Held } from './held.ts';
import { isMadeUp } from './stable-names.ts';
import type { LeastPrivilegeOptions, Need } from './types.ts';
import { urlRules } from './url-rules.ts';

/** Most names that a rule is limited to: more of them are a list that grows. */
const MOST_NAMES = 20;
/** Verbs of requests that name no object when they are authorized: a rule with names never allows them. */
const NAMELESS: ReadonlySet<string> = new Set(['deletecollection']);

const EMPTY: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** Checks whose name is whom or what may be given away: a rule is never widened beyond names that were asked for, unless it is held so today. */
const GIVING: ReadonlySet<string> = new Set(['impersonate', 'bind', 'escalate', 'approve', 'sign', 'attest']);

function isGiving({ verb }: Point): boolean {
  return GIVING.has(verb) || verb.startsWith('impersonate:');
}

/** One verb on one resource in one scope, with the names that it was asked for. */
interface Point {
  readonly verb: string;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
  readonly names: Map<string, number>;
  /** Names that are held today, and may have been asked for. */
  readonly kept: Set<string>;
  /** Some request named nothing. */
  isForAll: boolean;
  /** Some request stands for many names. */
  isFolded: boolean;
}

function startPoint({ verb, group, resource }: Pick<Point, 'verb' | 'group' | 'resource'>): Point {
  return { verb, group, resource, names: new Map(), kept: new Set(), isForAll: false, isFolded: false };
}

/** Creation by PUT or apply, and of a subresource, carries the name; creation by POST carries none. */
function isNamed({ verb, name }: ResourceAttributes): boolean {
  return name !== '' && !NAMELESS.has(verb);
}

function addPoint(points: Map<string, Point>, attributes: ResourceAttributes, { count, folded, kept }: Need): void {
  const { verb, group, name } = attributes;
  const resource = combinedResource(attributes);
  const key = [verb, group, resource].join('\u0000');
  const point = points.get(key) ?? startPoint({ verb, group, resource });
  points.set(key, point);
  if (folded) point.isFolded = true;
  else if (!isNamed(attributes)) point.isForAll = true;
  else if (kept) point.kept.add(name);
  else point.names.set(name, (point.names.get(name) ?? 0) + count);
}

function toRule({ verb, group, resource }: Point, names: Iterable<string>): PolicyRule {
  const resourceNames = [...new Set(names)].toSorted();
  return { ...EMPTY, verbs: [verb], apiGroups: [group], resources: [resource], resourceNames };
}

/** Whether the names are those that will be asked for tomorrow too: one that was made up, or was seen once, may be another one then. */
function isStable(point: Point, { nameSeenTimes }: LeastPrivilegeOptions): boolean {
  if (point.names.size > MOST_NAMES) return false;
  return isGiving(point) || [...point.names].every(([name, count]) => count >= nameSeenTimes && !isMadeUp(name));
}

/** Whether a subject may be given a rule that says more than what it asked for: never more than it holds today, where that is known. */
function mayHold(point: Point, scope: string, rule: PolicyRule, { held }: RuleContext): boolean {
  return isGiving(point) ? held.covers(scope, rule) : held.allows(scope, rule);
}

/** The rule for what was asked: for its names, or for all where those are none to rest on and today's roles are not limited to names either. */
function ruleFor(point: Point, scope: string, context: RuleContext): PolicyRule {
  const all = toRule(point, []);
  if (point.isForAll) return all;
  const known = [...point.names.keys(), ...point.kept];
  if (!point.isFolded && isStable(point, context.options)) return toRule(point, known);
  if (mayHold(point, scope, all, context)) return all;
  if (!point.isFolded) return toRule(point, known);
  const names = context.held.namesOf(scope, all).flat();
  return names.length === 0 ? all : toRule(point, [...known, ...names]);
}

/** How rules are made, and for whom. */
export interface RuleContext {
  readonly options: LeastPrivilegeOptions;
  readonly held: Held;
}

/** The rules of a subject by where they hold: '' is everywhere. */
export interface ScopedRules {
  readonly byScope: ReadonlyMap<string, readonly PolicyRule[]>;
  /** Requests that are allowed everywhere since they are made in so many namespaces. */
  readonly widened: readonly string[];
}

type Points = Map<string, Map<string, Point>>;

function pointsByScope(needs: readonly Need[]): Points {
  const points: Points = new Map();
  for (const need of needs) {
    const { attributes } = need;
    if (attributes.kind === 'url') continue;
    const own = points.get(attributes.namespace) ?? new Map<string, Point>();
    points.set(attributes.namespace, own);
    addPoint(own, attributes, need);
  }
  return points;
}

function mergeInto(target: Point, point: Point): void {
  target.isForAll ||= point.isForAll;
  target.isFolded ||= point.isFolded;
  for (const name of point.kept) target.kept.add(name);
  for (const [name, count] of point.names) target.names.set(name, (target.names.get(name) ?? 0) + count);
}

/** The namespaces in which each request is made, by its key. */
function placesByKey(points: Points): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const [scope, own] of points) {
    if (scope === '') continue;
    for (const key of own.keys()) places.set(key, [...(places.get(key) ?? []), scope]);
  }
  return places;
}

function showKey(key: string): string {
  const [verb = '', group = '', resource = ''] = key.split('\u0000');
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}

/** Requests of many namespaces go to everywhere, unless today's roles are known not to; returns what was widened. */
function widen(points: Points, context: RuleContext): readonly string[] {
  const everywhere = points.get('') ?? new Map<string, Point>();
  const widened: string[] = [];
  for (const [key, places] of placesByKey(points)) {
    const [first, ...others] = places.flatMap((scope) => points.get(scope)?.get(key) ?? []);
    if (first === undefined || places.length < context.options.everywhereFrom) continue;
    const target = startPoint(first);
    const known = everywhere.get(key);
    for (const point of [first, ...others, ...(known === undefined ? [] : [known])]) mergeInto(target, point);
    if (!mayHold(target, '', ruleFor(target, '', context), context)) continue;
    everywhere.set(key, target);
    widened.push(`${showKey(key)} (in ${places.length} namespaces)`);
  }
  if (everywhere.size > 0) points.set('', everywhere);
  return widened.toSorted();
}

/** Whether what is allowed everywhere allows all that was asked in one namespace. */
function isCovered(point: Point, wide: PolicyRule | undefined): boolean {
  if (wide === undefined) return false;
  const { resourceNames } = wide;
  if (resourceNames.length === 0) return true;
  const names = [...point.names.keys(), ...point.kept];
  return !point.isForAll && !point.isFolded && names.every((name) => resourceNames.includes(name));
}

/** The rules of one place, without what is allowed everywhere. */
function rulesIn(
  scope: string,
  own: ReadonlyMap<string, Point>,
  everywhere: ReadonlyMap<string, PolicyRule>,
  context: RuleContext,
): readonly PolicyRule[] {
  const left = [...own].filter(([key, point]) => !isCovered(point, everywhere.get(key)));
  return mergeRules(left.map(([, point]) => ruleFor(point, scope, context)));
}

/** The fewest rules that allow what was asked, each in the narrowest place: a rule in a namespace never says what one everywhere says. */
export function rulesFor(needs: readonly Need[], context: RuleContext): ScopedRules {
  const points = pointsByScope(needs);
  const widened = widen(points, context);
  const everywhere = new Map([...(points.get('') ?? [])].map(([key, point]) => [key, ruleFor(point, '', context)]));
  const byScope = new Map<string, readonly PolicyRule[]>();
  const wide = mergeRules([...everywhere.values(), ...urlRules(needs, context.held)]);
  if (wide.length > 0) byScope.set('', wide);
  for (const [scope, own] of [...points].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const rules = scope === '' ? [] : rulesIn(scope, own, everywhere, context);
    if (rules.length > 0) byScope.set(scope, rules);
  }
  return { byScope, widened };
}
