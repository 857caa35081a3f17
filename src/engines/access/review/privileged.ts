import { compareText } from '../../../model/cluster/index.ts';
import type { Access, Chain, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { type Subject, subjectKey } from '../../../model/kube/index.ts';
import { type Right, RIGHT_SEVERITIES, RIGHTS, type RightId, rightsIn, type RightSeverity } from './rights.ts';
import { isShippedGrant } from './shipped.ts';
import { allowsAny, isEverything, isForAll, isHalfRight, severityOfRight } from './weigh.ts';

/** A right that a subject holds in one scope ('' is everywhere), with every chain that gives it. */
export interface SubjectRight {
  readonly id: RightId;
  readonly title: string;
  /** Less than the right's own where it holds in one namespace or for some names only, or where the subject does not also hold, there or everywhere, what makes it useful. */
  readonly severity: RightSeverity;
  readonly scope: string;
  /** The names that every chain limits it to, sorted; undefined where one gives it for all. */
  readonly names: readonly string[] | undefined;
  readonly chains: readonly Chain[];
}

/** A subject with privileged rights, worst first. `builtIn`: all of them come by bindings and roles that the API server makes itself and nobody changed. */
export interface PrivilegedSubject {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly rights: readonly SubjectRight[];
  readonly builtIn: boolean;
}

const WEIGHT: Readonly<Record<RightSeverity, number>> = { critical: 0, high: 1, medium: 2 };

/** A right that a role gives, with the rules that do. */
interface RoleRight {
  readonly right: Right;
  readonly rules: readonly number[];
}

/** What a role gives: rights, and those of which it gives what they need besides. */
interface RoleGift {
  readonly rights: readonly RoleRight[];
  readonly besides: readonly Right[];
}

/** What a role gives, once for however many bindings name it. */
function giftOf(role: RoleEntry, rights: readonly Right[]): RoleGift {
  const serves = ({ besides }: Right): boolean => role.rules.some((rule) => allowsAny(rule, besides));
  return { rights: rightsOfRole(role, rights), besides: rights.filter(serves) };
}

/** The rights of each rule of a role. */
function rightsOfRole({ rules }: RoleEntry, rights: readonly Right[]): readonly RoleRight[] {
  const [everything] = rights;
  const whole = rules.flatMap((rule, index) => (isEverything(rule) ? [index] : []));
  // Whoever may do everything holds all other rights too: it is said once.
  if (everything !== undefined && whole.length > 0) return [{ right: everything, rules: whole }];
  return rights.flatMap((right): readonly RoleRight[] => {
    if (right === everything) return [];
    const giving = rules.flatMap((rule, index) => (allowsAny(rule, right.requests) ? [index] : []));
    return giving.length === 0 ? [] : [{ right, rules: giving }];
  });
}

/** A right of a subject in one scope while it is put together. */
interface Gathered {
  readonly right: Right;
  /** It, and what stands under the same id for other objects, each with whether it is held for all names. */
  readonly parts: Map<Right, boolean>;
  readonly scope: string;
  readonly chains: Chain[];
  readonly names: Set<string>;
  isForAll: boolean;
}

interface Held {
  readonly subject: Subject;
  readonly rights: Map<string, Gathered>;
  /** Where it holds what rights need besides: the scopes of each. */
  readonly besides: Map<Right, Set<string>>;
}

function keyOf(id: RightId, scope: string): string {
  return `${id}|${scope}`;
}

function addRight({ rights }: Held, given: RoleRight, grant: Grant, role: RoleEntry): void {
  const { right } = given;
  const key = keyOf(right.id, grant.scope);
  let entry = rights.get(key);
  if (entry === undefined) {
    entry = { right, parts: new Map(), scope: grant.scope, chains: [], names: new Set(), isForAll: false };
    rights.set(key, entry);
  }
  for (const rule of given.rules) {
    const giving = role.rules[rule];
    if (giving === undefined) continue;
    entry.parts.set(right, entry.parts.get(right) === true || isForAll(giving, right));
    if (giving.resourceNames.length === 0) entry.isForAll = true;
    for (const name of giving.resourceNames) entry.names.add(name);
    // A right that stands twice, for objects in namespaces and for others, is one here.
    if (!entry.chains.some((one) => one.grant === grant && one.rule === rule)) entry.chains.push({ grant, role, rule });
  }
}

function heldBy(bySubject: Map<string, Held>, subject: Subject): Held {
  const key = subjectKey(subject);
  let held = bySubject.get(key);
  if (held === undefined) bySubject.set(key, (held = { subject, rights: new Map(), besides: new Map() }));
  return held;
}

/** Adds what a role gives to what its holder has in one scope. */
function addGift(held: Held, { rights, besides }: RoleGift, grant: Grant, role: RoleEntry): void {
  for (const right of besides) {
    const scopes = held.besides.get(right) ?? new Set();
    held.besides.set(right, scopes.add(grant.scope));
  }
  for (const one of rights) if (!one.right.clusterOnly || grant.scope === '') addRight(held, one, grant, role);
}

function gather(grants: readonly Grant[], rights: readonly Right[]): readonly Held[] {
  const byRole = new Map<RoleEntry, RoleGift>();
  const bySubject = new Map<string, Held>();
  for (const grant of grants) {
    const { role, subject } = grant;
    // An account without a namespace is nobody.
    if (role === undefined || (subject.kind === 'ServiceAccount' && subject.namespace === '')) continue;
    let given = byRole.get(role);
    if (given === undefined) byRole.set(role, (given = giftOf(role, rights)));
    if (given.rights.length + given.besides.length > 0) addGift(heldBy(bySubject, subject), given, grant, role);
  }
  return [...bySubject.values()].filter((held) => held.rights.size > 0);
}

/** By the worst of its parts: one may lack what it needs besides, or be limited to names, where another does not. */
function toSubjectRight(gathered: Gathered, held: Held): SubjectRight {
  const { right, scope, chains, names, isForAll: isUnlimited } = gathered;
  const { id, title } = right;
  const severities = [...gathered.parts].map(([part, all]) =>
    severityOfRight(part, { scope, isForAll: all, isHalf: isHalfRight(part, scope, held.besides.get(part)) }),
  );
  const severity = RIGHT_SEVERITIES.find((one) => severities.includes(one)) ?? 'medium';
  return { id, title, severity, scope, names: isUnlimited ? undefined : [...names].toSorted(), chains };
}

const PLACE: ReadonlyMap<string, number> = new Map(RIGHTS.map(({ id }, place) => [id, place]));

/** Worst first, everywhere before in a namespace, then as rights are listed. */
function order(a: SubjectRight, b: SubjectRight): number {
  return (
    WEIGHT[a.severity] - WEIGHT[b.severity] ||
    Number(a.scope !== '') - Number(b.scope !== '') ||
    (PLACE.get(a.id) ?? 0) - (PLACE.get(b.id) ?? 0) ||
    compareText(a.scope, b.scope)
  );
}

/** How much a subject's rights weigh: the worst ones by their number, everywhere before in a namespace. */
function rank({ rights }: PrivilegedSubject): readonly number[] {
  const count = (severity: RightSeverity, isEverywhere: boolean): number =>
    -rights.filter((one) => one.severity === severity && (one.scope === '') === isEverywhere).length;
  // Whoever may do everything holds one right that outweighs any number of others.
  const all = rights.some(({ id, scope }) => id === 'everything' && scope === '') ? -1 : 0;
  return [all, ...RIGHT_SEVERITIES.flatMap((severity) => [count(severity, true), count(severity, false)])];
}

function compareSubjects(a: PrivilegedSubject, b: PrivilegedSubject): number {
  const other = rank(b);
  const difference = rank(a)
    .map((value, i) => value - (other[i] ?? 0))
    .find((value) => value !== 0);
  return difference ?? (subjectKey(a.subject) < subjectKey(b.subject) ? -1 : 1);
}

/** All subjects that hold rights that matter to an attacker, worst first. */
export function privilegedSubjects({ grants }: Access, minor: number): readonly PrivilegedSubject[] {
  return gather(grants, rightsIn(minor))
    .map((held) => {
      const { kind, name, namespace } = held.subject;
      const sorted = [...held.rights.values()].map((right) => toSubjectRight(right, held)).toSorted(order);
      const builtIn = sorted.every(({ chains }) => chains.every(({ grant }) => isShippedGrant(grant, minor)));
      return { subject: { kind, name, namespace }, rights: sorted, builtIn };
    })
    .toSorted(compareSubjects);
}
