import type { Cluster } from '../../../model/cluster/index.ts';
import type { Access, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { type PolicyRule, type Subject, subjectKey } from '../../../model/kube/index.ts';
import type { HeldRules } from '../review/index.ts';

/** A Cluster before or after a change. */
export interface DiffSide {
  readonly cluster: Cluster;
  readonly access: Access;
}

/** What one subject holds in one scope. */
export interface Holding {
  readonly subject: Subject;
  readonly scope: string;
  readonly grants: readonly Grant[];
}

/** What every subject holds, by its key and then by scope. */
export type Holdings = ReadonlyMap<string, ReadonlyMap<string, Holding>>;

/** Grants by subject, then by scope; accounts without a namespace are nobody. */
export function holdingsOf({ access }: DiffSide): Holdings {
  const bySubject = new Map<string, Map<string, { subject: Subject; scope: string; grants: Grant[] }>>();
  for (const grant of access.grants) {
    const { subject, scope } = grant;
    if (subject.kind === 'ServiceAccount' && subject.namespace === '') continue;
    const key = subjectKey(subject);
    const byScope = bySubject.get(key) ?? new Map<string, { subject: Subject; scope: string; grants: Grant[] }>();
    bySubject.set(key, byScope);
    const holding = byScope.get(scope) ?? { subject, scope, grants: [] };
    byScope.set(scope, holding);
    holding.grants.push(grant);
  }
  return bySubject;
}

/** The rules of a holding; none of what is not there. */
export function rulesHeld(holding: Holding | undefined): readonly PolicyRule[] {
  return (holding?.grants ?? []).flatMap(({ role }) => role?.rules ?? []);
}

/** All rules of one subject by scope. */
export function heldRules(scopes: ReadonlyMap<string, Holding> | undefined): HeldRules {
  return new Map([...(scopes ?? [])].map(([scope, holding]) => [scope, rulesHeld(holding)]));
}

/** Spells the rules of a role, in any order. */
export type TextOfRole = (role: RoleEntry) => string;

/** Makes texts of roles, once for each: equal roles need no comparison. */
export function createTexts(): TextOfRole {
  const known = new Map<RoleEntry, string>();
  return (role) => {
    let text = known.get(role);
    if (text === undefined) {
      const rules = role.rules.map((rule) => JSON.stringify(rule));
      known.set(role, (text = rules.toSorted().join()));
    }
    return text;
  };
}

/** Whether two holdings come by roles that say the same. */
export function isSameHolding(a: Holding | undefined, b: Holding | undefined, textOfRole: TextOfRole): boolean {
  const spell = (holding: Holding | undefined): string =>
    [...new Set((holding?.grants ?? []).flatMap(({ role }) => (role === undefined ? [] : [textOfRole(role)])))]
      .toSorted()
      .join(';');
  return spell(a) === spell(b);
}
