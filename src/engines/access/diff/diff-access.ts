import type { Chain } from '../../../model/facts/index.ts';
import { mergeRules, type PolicyRule, type Subject, subjectKey, uncoveredRules } from '../../../model/kube/index.ts';
import { type HeldSides, severityOfChange } from '../review/index.ts';
import {
  createTexts,
  type DiffSide,
  heldRules,
  type Holding,
  type Holdings,
  holdingsOf,
  isSameHolding,
  rulesHeld,
} from './holdings.ts';
import { createNamespaceLimit } from './in-namespace.ts';
import { type ChangeSeverity, compareSeverity, worstOf } from './severity.ts';
import { type UnknownGrant, unknownGrants } from './unknown-grants.ts';
import { type WidenedRole, widenedRoles } from './widened-roles.ts';

/** Permissions that a subject gains or loses in one scope ('' is everywhere) by one rule of one binding. */
export interface AccessChange {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly scope: string;
  /** Only what is new, or gone: the fewest rules that say it. */
  readonly rules: readonly PolicyRule[];
  /** With all that the subject holds after the change, or held before it. */
  readonly severity: ChangeSeverity;
  /** What gives it after the change, or gave it before. */
  readonly chain: Chain;
}

/** What a change grants and takes, worst first, and what it may grant besides, since not everything was seen. */
export interface AccessDiff {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly unknown: {
    readonly grants: readonly UnknownGrant[];
    readonly roles: readonly WidenedRole[];
  };
}

/** What the permissions of one holding are held against. */
interface Against {
  /** What the subject has there on the other side, and on both sides everywhere. */
  readonly from: readonly PolicyRule[];
  readonly limit: (rules: readonly PolicyRule[]) => readonly PolicyRule[];
  readonly sides: HeldSides;
  readonly minor: number;
}

/** The permissions of a holding that are not among others, by the grant and rule that gives each. */
function surplus({ subject, scope, grants }: Holding, against: Against): readonly AccessChange[] {
  const { from, limit, sides, minor } = against;
  const owned = new Set(from.map((rule) => JSON.stringify(rule)));
  const told: PolicyRule[] = [];
  const changes: AccessChange[] = [];
  for (const grant of grants) {
    const { role } = grant;
    for (const [index, rule] of (role?.rules ?? []).entries()) {
      const text = JSON.stringify(rule);
      if (role === undefined || owned.has(text)) continue;
      owned.add(text);
      const missing = uncoveredRules([...from, ...told], [rule]);
      told.push(rule);
      const rules = mergeRules(scope === '' ? missing : limit(missing));
      if (rules.length === 0) continue;
      const severity = worstOf(rules.map((one) => severityOfChange(one, scope, minor, sides)));
      const { kind, name, namespace } = subject;
      changes.push({ subject: { kind, name, namespace }, scope, rules, severity, chain: { grant, role, rule: index } });
    }
  }
  return changes;
}

function compare(a: AccessChange, b: AccessChange): number {
  const key = ({ subject, scope, chain }: AccessChange): string =>
    [subjectKey(subject), scope, chain.grant.binding.ref.name, chain.role.object.ref.name].join('\u0000');
  const [left, right] = [key(a), key(b)];
  const byName = left === right ? a.chain.rule - b.chain.rule : left < right ? -1 : 1;
  return compareSeverity(a, b) || byName;
}

/** What subjects hold on one side beyond the other. */
function beyond(to: Holdings, from: Holdings, minor: number): readonly AccessChange[] {
  const [textOfRole, limit] = [createTexts(), createNamespaceLimit(minor)];
  const changes: AccessChange[] = [];
  for (const [key, scopes] of to) {
    const other = from.get(key);
    let sides: HeldSides | undefined;
    for (const [scope, holding] of scopes) {
      if (isSameHolding(holding, other?.get(scope), textOfRole)) continue;
      sides ??= { held: heldRules(scopes), other: heldRules(other) };
      const everywhere = scope === '' ? [] : [...rulesHeld(other?.get('')), ...rulesHeld(scopes.get(''))];
      const own = [...rulesHeld(other?.get(scope)), ...everywhere];
      changes.push(...surplus(holding, { from: own, limit, sides, minor }));
    }
  }
  return changes.toSorted(compare);
}

/**
 * What a change of roles and bindings grants and takes, by subject and scope, as sets of permissions: whatever the text of rules, a subject gains what it could not do
 * before. What a group gains is said of the group.
 */
export function diffAccess(before: DiffSide, after: DiffSide): AccessDiff {
  const [old, now] = [holdingsOf(before), holdingsOf(after)];
  const { minor } = after.cluster.version;
  return {
    gained: beyond(now, old, minor),
    lost: beyond(old, now, minor),
    unknown: { grants: unknownGrants(before, after), roles: widenedRoles(before, after) },
  };
}
