import type { Cluster, Gap } from '../../../model/cluster/index.ts';
import type { RoleEntry } from '../../../model/facts/index.ts';
import { mergeRules, type PolicyRule, uncoveredRules } from '../../../model/kube/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { type RightSeverity, severityOfChange } from '../review/index.ts';
import { createTexts, type DiffSide } from './holdings.ts';
import { createNamespaceLimit } from './in-namespace.ts';
import { compareSeverity, worstOf } from './severity.ts';

/** What a role gives by one of its rules that it did not give before, where not all bindings were seen: whoever is bound to it elsewhere gains that. */
export interface WidenedRole {
  readonly role: RoleEntry;
  /** The rule among `role.rules`; its origin tells where it was written. */
  readonly rule: number;
  /** Only what is new: the fewest rules that say it. */
  readonly rules: readonly PolicyRule[];
  /** For a subject that is bound to it in the widest way, and to nothing else. */
  readonly severity: RightSeverity | 'low';
  /** Whether a binding that was seen names it: then others than that one's subjects are meant. */
  readonly isBound: boolean;
  readonly gaps: readonly Gap[];
}

/** The lists that may hold a binding to a role and were not complete. */
function bindingGaps({ object: { gk, ref } }: RoleEntry, cluster: Cluster): readonly Gap[] {
  if (gk === RBAC_KINDS.role) return cluster.list(RBAC_KINDS.binding, ref.namespace).gaps;
  return [...cluster.list(RBAC_KINDS.clusterBinding, '').gaps, ...cluster.list(RBAC_KINDS.binding).gaps];
}

function keyOf({ object: { gk, ref } }: RoleEntry): string {
  return `${gk}/${ref.namespace}/${ref.name}`;
}

/** A role by what is new in it. */
function gainsOf(
  role: RoleEntry,
  before: RoleEntry,
  limit: (rules: readonly PolicyRule[]) => readonly PolicyRule[],
  minor: number,
): readonly Pick<WidenedRole, 'rule' | 'rules' | 'severity'>[] {
  const scope = role.object.ref.namespace;
  const [held, other] = [new Map([[scope, role.rules]]), new Map([[scope, before.rules]])];
  const told: PolicyRule[] = [];
  return role.rules.flatMap((one, rule) => {
    const missing = uncoveredRules([...before.rules, ...told], [one]);
    told.push(one);
    const rules = mergeRules(scope === '' ? missing : limit(missing));
    if (rules.length === 0) return [];
    const severity = worstOf(rules.map((each) => severityOfChange(each, scope, minor, { held, other })));
    return [{ rule, rules, severity }];
  });
}

/**
 * Roles of both sides that give more than before, those that others flow into and built-in ones included, where bindings to them may be elsewhere. A role that is new is not
 * told: what binds it is new too, or was seen.
 */
export function widenedRoles(before: DiffSide, after: DiffSide): readonly WidenedRole[] {
  const { minor } = after.cluster.version;
  const old = new Map(before.access.roles.map((role) => [keyOf(role), role]));
  const bound = new Set(after.access.grants.map(({ role }) => role));
  const [textOf, limit] = [createTexts(), createNamespaceLimit(minor)];
  return after.access.roles
    .flatMap((role): readonly WidenedRole[] => {
      const was = old.get(keyOf(role));
      if (was === undefined || textOf(was) === textOf(role)) return [];
      const gaps = bindingGaps(role, after.cluster);
      if (gaps.length === 0) return [];
      const isBound = bound.has(role);
      return gainsOf(role, was, limit, minor).map((gain) => ({ role, ...gain, isBound, gaps }));
    })
    .toSorted((a, b) => compareSeverity(a, b) || compareRoles(a, b));
}

function compareRoles(a: WidenedRole, b: WidenedRole): number {
  const [left, right] = [keyOf(a.role), keyOf(b.role)];
  return left === right ? a.rule - b.rule : left < right ? -1 : 1;
}
