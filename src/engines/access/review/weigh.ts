import { type PolicyRule, type RequestAttributes, ruleGives } from '../../../model/kube/index.ts';
import { type Right, RIGHT_SEVERITIES, rightsIn, type RightSeverity } from './rights.ts';

/** The rules that one subject holds, by the scope of the bindings that give them ('' is everywhere). */
export type HeldRules = ReadonlyMap<string, readonly PolicyRule[]>;

/** Whether a rule gives any of some requests. */
export function allowsAny(rule: PolicyRule, requests: readonly RequestAttributes[]): boolean {
  return requests.some((request) => ruleGives(rule, request));
}

/** Whether a rule gives everything that is a resource. */
export function isEverything(rule: PolicyRule): boolean {
  const all = (list: readonly string[]): boolean => list.includes('*');
  return all(rule.verbs) && all(rule.apiGroups) && all(rule.resources) && rule.resourceNames.length === 0;
}

/** Whether a rule gives a right for all names, or for one that weighs as much. */
export function isForAll({ resourceNames }: PolicyRule, { worstNames }: Right): boolean {
  return resourceNames.length === 0 || worstNames.some((name) => resourceNames.includes(name));
}

/** The accounts of controllers live there: who may act in it may act everywhere. */
const SYSTEM_NAMESPACE = 'kube-system';

/** How a right is held. */
export interface Hold {
  readonly scope: string;
  readonly isForAll: boolean;
  /** Whether its holder lacks what the right needs besides. */
  readonly isHalf: boolean;
}

/** How bad a right is: less in one namespace, for some names only, or without what it needs besides. */
export function severityOfRight(right: Right, hold: Hold): RightSeverity {
  const isLocal = hold.scope !== '' && hold.scope !== SYSTEM_NAMESPACE;
  const steps = Number(isLocal) + Number(!hold.isForAll) + Number(hold.isHalf);
  const at = Math.min(RIGHT_SEVERITIES.indexOf(right.severity) + steps, RIGHT_SEVERITIES.length - 1);
  return RIGHT_SEVERITIES[at] ?? 'medium';
}

/** Where what a right needs besides makes it whole: where it holds or everywhere; and of one that holds everywhere, where it weighs as much. */
function placesOf({ clusterOnly }: Right, scope: string): readonly string[] {
  return scope === '' && !clusterOnly ? ['', SYSTEM_NAMESPACE] : [scope, ''];
}

/** Whether a right that is held in one scope lacks what it needs besides, by the scopes in which that is held. */
export function isHalfRight(right: Right, scope: string, besides: ReadonlySet<string> | undefined): boolean {
  if (right.besides.length === 0) return false;
  if (besides === undefined) return true;
  return right.besidesAnywhere ? besides.size === 0 : !placesOf(right, scope).some((place) => besides.has(place));
}

/** The scopes in which a subject holds any of some requests, of those that matter. */
function scopesOf(held: HeldRules, requests: readonly RequestAttributes[]): ReadonlySet<string> {
  return new Set(
    [...held].flatMap(([scope, rules]) => (rules.some((rule) => allowsAny(rule, requests)) ? [scope] : [])),
  );
}

function lacksBesides(right: Right, scope: string, held: HeldRules): boolean {
  if (right.besides.length === 0) return false;
  const places = right.besidesAnywhere ? [...held.keys()] : placesOf(right, scope);
  const near = new Map(places.flatMap((place) => (held.has(place) ? [[place, held.get(place) ?? []]] : [])));
  return isHalfRight(right, scope, scopesOf(near, right.besides));
}

function holdsIn(right: Right, scope: string): boolean {
  return scope === '' || !right.clusterOnly;
}

function worstOf(severities: readonly RightSeverity[]): RightSeverity | 'low' {
  return RIGHT_SEVERITIES.find((severity) => severities.includes(severity)) ?? 'low';
}

/**
 * How bad one rule is in one scope: of all rights that it gives the worst; `low` where it gives none that a review knows. What a right needs besides may come by any rule that
 * its holder has; without these the rule is looked at alone.
 */
export function severityOfRule(
  rule: PolicyRule,
  scope: string,
  minor: number,
  held: HeldRules = new Map([[scope, [rule]]]),
): RightSeverity | 'low' {
  if (isEverything(rule)) return scope === '' || scope === SYSTEM_NAMESPACE ? 'critical' : 'high';
  const given = rightsIn(minor).filter((right) => holdsIn(right, scope) && allowsAny(rule, right.requests));
  return worstOf(
    given.map((right) =>
      severityOfRight(right, {
        scope,
        isForAll: isForAll(rule, right),
        isHalf: lacksBesides(right, scope, held),
      }),
    ),
  );
}

/** What a subject holds on the side of a change that has a rule, and on the other. */
export interface HeldSides {
  readonly held: HeldRules;
  readonly other: HeldRules;
}

/** How much a right weighs that becomes whole by a rule in one scope, which is what it needs besides: wherever its holder has it, and it is not whole on the other side. */
function completedRight(right: Right, scope: string, { held, other }: HeldSides): readonly RightSeverity[] {
  const gives = (rule: PolicyRule): boolean => allowsAny(rule, right.requests);
  const places = right.clusterOnly ? [''] : scope === '' ? [...held.keys()] : [scope, ''];
  return places.flatMap((place) => {
    if (!right.besidesAnywhere && !placesOf(right, place).includes(scope)) return [];
    if ((other.get(place) ?? []).some(gives) && !lacksBesides(right, place, other)) return [];
    const giving = (held.get(place) ?? []).filter(gives);
    return giving.map((one) => severityOfRight(right, { scope: place, isForAll: isForAll(one, right), isHalf: false }));
  });
}

/** How bad it is that a subject gains a rule in one scope, or that it had it: by what the rule gives with all that the subject holds, and by the rights that it makes useful. */
export function severityOfChange(
  rule: PolicyRule,
  scope: string,
  minor: number,
  sides: HeldSides,
): RightSeverity | 'low' {
  const own = severityOfRule(rule, scope, minor, sides.held);
  const completed = rightsIn(minor)
    .filter(({ besides }) => allowsAny(rule, besides))
    .flatMap((right) => completedRight(right, scope, sides));
  return worstOf(own === 'low' ? completed : [own, ...completed]);
}
