import { combinedResource, mergeRules, type PolicyRule, type ResourceAttributes } from '../../../model/kube/index.ts';
import { isMadeUp } from './stable-names.ts';
import type { LeastPrivilegeOptions, Need } from './types.ts';

/** Most names that a rule is limited to: more of them are a list that grows. */
const MOST_NAMES = 20;
/** Verbs of requests that name no object when they are authorized: a rule with names never allows them. */
const NAMELESS: ReadonlySet<string> = new Set(['deletecollection']);

/** One verb on one resource in one scope, with the names that it was asked for. */
interface Point {
  readonly verb: string;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
  readonly names: Map<string, number>;
  /** Some request named nothing, or stands for many. */
  isForAll: boolean;
}

/** Creation by PUT or apply, and of a subresource, carries the name; creation by POST carries none. */
function isNamed({ verb, name }: ResourceAttributes, folded: boolean): boolean {
  return name !== '' && !folded && !NAMELESS.has(verb);
}

function addPoint(points: Map<string, Point>, attributes: ResourceAttributes, { count, folded }: Need): void {
  const { verb, group, name } = attributes;
  const resource = combinedResource(attributes);
  const key = [verb, group, resource].join('\u0000');
  const point = points.get(key) ?? { verb, group, resource, names: new Map<string, number>(), isForAll: false };
  points.set(key, point);
  if (isNamed(attributes, folded)) point.names.set(name, (point.names.get(name) ?? 0) + count);
  else point.isForAll = true;
}

/** The names that a rule may rest on; undefined where it has to be for all: one name that was made up, or was seen once, may be another one tomorrow. */
function stableNames(
  { names, isForAll }: Point,
  { nameSeenTimes }: LeastPrivilegeOptions,
): readonly string[] | undefined {
  if (isForAll || names.size === 0 || names.size > MOST_NAMES) return undefined;
  const isStable = [...names].every(([name, count]) => count >= nameSeenTimes && !isMadeUp(name));
  return isStable ? [...names.keys()].toSorted() : undefined;
}

const EMPTY: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

function toRules(points: Iterable<Point>, options: LeastPrivilegeOptions): readonly PolicyRule[] {
  const rules = [...points].map((point): PolicyRule => {
    const resourceNames = stableNames(point, options) ?? [];
    return { ...EMPTY, verbs: [point.verb], apiGroups: [point.group], resources: [point.resource], resourceNames };
  });
  return mergeRules(rules);
}

/** The rules of a subject by where they hold: '' is everywhere. */
export interface ScopedRules {
  readonly byScope: ReadonlyMap<string, readonly PolicyRule[]>;
  /** Requests that are allowed everywhere since they are made in so many namespaces. */
  readonly widened: readonly string[];
}

type Points = Map<string, Map<string, Point>>;

function pointsByScope(needs: readonly Need[]): { readonly points: Points; readonly urls: readonly PolicyRule[] } {
  const points: Points = new Map();
  const urls: PolicyRule[] = [];
  for (const need of needs) {
    const { attributes } = need;
    if (attributes.kind === 'url') {
      urls.push({ ...EMPTY, verbs: [attributes.verb], nonResourceURLs: [attributes.path] });
      continue;
    }
    const own = points.get(attributes.namespace) ?? new Map<string, Point>();
    points.set(attributes.namespace, own);
    addPoint(own, attributes, need);
  }
  return { points, urls };
}

function mergeInto(target: Point, point: Point): void {
  target.isForAll ||= point.isForAll;
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

/** Requests of many namespaces go to everywhere; returns what was widened. */
function widen(points: Points, { everywhereFrom }: LeastPrivilegeOptions): readonly string[] {
  const everywhere = points.get('') ?? new Map<string, Point>();
  const widened = [...placesByKey(points)].filter(([, places]) => places.length >= everywhereFrom);
  for (const [key, places] of widened)
    for (const point of places.flatMap((scope) => points.get(scope)?.get(key) ?? [])) {
      const target = everywhere.get(key) ?? { ...point, names: new Map<string, number>(), isForAll: false };
      everywhere.set(key, target);
      mergeInto(target, point);
    }
  if (everywhere.size > 0) points.set('', everywhere);
  return widened.map(([key, places]) => `${showKey(key)} (in ${places.length} namespaces)`).toSorted();
}

/** Whether what is allowed everywhere allows all that was asked in one namespace. */
function isCovered(point: Point, wide: Point | undefined, options: LeastPrivilegeOptions): boolean {
  if (wide === undefined) return false;
  const names = stableNames(wide, options);
  return names === undefined || (!point.isForAll && [...point.names.keys()].every((name) => names.includes(name)));
}

/** Takes out of the namespaces what is allowed everywhere. */
function dropCovered(points: Points, options: LeastPrivilegeOptions): void {
  const everywhere = points.get('');
  for (const [scope, own] of points) {
    if (scope === '') continue;
    for (const [key, point] of own) if (isCovered(point, everywhere?.get(key), options)) own.delete(key);
  }
}

/** The fewest rules that allow what was asked, each in the narrowest place: a rule in a namespace never says what one everywhere says. */
export function rulesFor(needs: readonly Need[], options: LeastPrivilegeOptions): ScopedRules {
  const { points, urls } = pointsByScope(needs);
  const widened = widen(points, options);
  dropCovered(points, options);
  const byScope = new Map<string, readonly PolicyRule[]>();
  for (const [scope, own] of [...points].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    if (own.size > 0) byScope.set(scope, toRules(own.values(), options));
  if (urls.length > 0) byScope.set('', mergeRules([...(byScope.get('') ?? []), ...urls]));
  return { byScope, widened };
}
