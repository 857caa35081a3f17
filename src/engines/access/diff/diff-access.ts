import type { Cluster, Gap, KubeObject } from '../../../model/cluster/index.ts';
import type { Access, Chain, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { textOf, valueAt } from '../../../model/json.ts';
import {
  isNamespacedResource,
  mergeRules,
  type PolicyRule,
  type Subject,
  subjectKey,
  uncoveredRules,
} from '../../../model/kube/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { type RightSeverity, severityOfRule } from '../review/index.ts';

/** A Cluster before or after a change. */
export interface DiffSide {
  readonly cluster: Cluster;
  readonly access: Access;
}

/** Permissions that a subject gains or loses in one scope ('' is everywhere) by one rule of one binding. */
export interface AccessChange {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly scope: string;
  /** Only what is new, or gone: the fewest rules that say it. */
  readonly rules: readonly PolicyRule[];
  readonly severity: RightSeverity | 'low';
  /** What gives it after the change, or gave it before. */
  readonly chain: Chain;
}

/** A binding, new or changed, to a role that was not seen: what it gives is not known. */
export interface UnknownGrant {
  readonly binding: KubeObject;
  readonly role: string;
  readonly subjects: readonly string[];
  readonly gaps: readonly Gap[];
}

/** What a change grants and takes, worst first. */
export interface AccessDiff {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly unknown: readonly UnknownGrant[];
}

/** What one subject holds in one scope. */
interface Holding {
  readonly subject: Subject;
  readonly scope: string;
  readonly grants: readonly Grant[];
}

type Holdings = ReadonlyMap<string, ReadonlyMap<string, Holding>>;

/** Grants by subject, then by scope; accounts without a namespace are nobody. */
function holdingsOf({ access }: DiffSide): Holdings {
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

function rulesOf(holding: Holding | undefined): readonly PolicyRule[] {
  return (holding?.grants ?? []).flatMap(({ role }) => role?.rules ?? []);
}

/** Rules as texts, once for each role: equal roles need no comparison. */
function createTexts(): (role: RoleEntry) => string {
  const known = new Map<RoleEntry, string>();
  return (role) => {
    let text = known.get(role);
    if (text === undefined)
      known.set(
        role,
        (text = role.rules
          .map((rule) => JSON.stringify(rule))
          .toSorted()
          .join()),
      );
    return text;
  };
}

function isSame(a: Holding | undefined, b: Holding | undefined, textOfRole: (role: RoleEntry) => string): boolean {
  const spell = (holding: Holding | undefined): string =>
    [...new Set((holding?.grants ?? []).flatMap(({ role }) => (role === undefined ? [] : [textOfRole(role)])))]
      .toSorted()
      .join(';');
  return spell(a) === spell(b);
}

/** A rule in a namespace gives no URL, and nothing that is in no namespace but the namespace itself. */
function counts({ nonResourceURLs, resources, apiGroups }: PolicyRule, scope: string, minor: number): boolean {
  if (scope === '') return true;
  if (nonResourceURLs.length > 0) return false;
  const [resource = ''] = (resources[0] ?? '').split('/');
  return resource === 'namespaces' || isNamespacedResource(apiGroups[0] ?? '', resource, minor) !== false;
}

/** The permissions of `to` in one scope that `from` does not have there, nor either side everywhere, by the grant and rule that gives each. */
function surplus(to: Holding, from: readonly PolicyRule[], minor: number): readonly AccessChange[] {
  const owned = new Set(from.map((rule) => JSON.stringify(rule)));
  const told: PolicyRule[] = [];
  const changes: AccessChange[] = [];
  for (const grant of to.grants) {
    const { role } = grant;
    for (const [index, rule] of (role?.rules ?? []).entries()) {
      if (role === undefined || owned.has(JSON.stringify(rule))) continue;
      const atoms = uncoveredRules([...from, ...told], [rule]).filter((atom) => counts(atom, to.scope, minor));
      if (atoms.length === 0) continue;
      told.push(...atoms);
      const rules = mergeRules(atoms);
      const severity = worstOf(rules.map((one) => severityOfRule(one, to.scope, minor)));
      const { kind, name, namespace } = to.subject;
      changes.push({
        subject: { kind, name, namespace },
        scope: to.scope,
        rules,
        severity,
        chain: { grant, role, rule: index },
      });
    }
  }
  return changes;
}

const WEIGHT = ['critical', 'high', 'medium', 'low'] as const;

function worstOf(severities: readonly AccessChange['severity'][]): AccessChange['severity'] {
  return WEIGHT.find((one) => severities.includes(one)) ?? 'low';
}

function compare(a: AccessChange, b: AccessChange): number {
  const key = ({ subject, scope, chain }: AccessChange): string =>
    [subjectKey(subject), scope, chain.grant.binding.ref.name, chain.role.object.ref.name].join('\u0000');
  const [left, right] = [key(a), key(b)];
  const byName = left === right ? a.chain.rule - b.chain.rule : left < right ? -1 : 1;
  return WEIGHT.indexOf(a.severity) - WEIGHT.indexOf(b.severity) || byName;
}

/** What subjects hold on one side beyond the other. */
function beyond(to: Holdings, from: Holdings, minor: number): readonly AccessChange[] {
  const textOfRole = createTexts();
  const changes: AccessChange[] = [];
  for (const [key, scopes] of to)
    for (const [scope, holding] of scopes) {
      const other = from.get(key);
      if (isSame(holding, other?.get(scope), textOfRole)) continue;
      const everywhere = scope === '' ? [] : [...rulesOf(other?.get('')), ...rulesOf(scopes.get(''))];
      changes.push(...surplus(holding, [...rulesOf(other?.get(scope)), ...everywhere], minor));
    }
  return changes.toSorted(compare);
}

function bindingText({ data, gk, ref }: KubeObject): string {
  return JSON.stringify([gk, ref.namespace, ref.name, data['roleRef'], data['subjects']]);
}

/** New or changed bindings to roles that were not seen, where these may be there all the same. */
function unknownGrants({ access, cluster }: DiffSide, before: DiffSide): readonly UnknownGrant[] {
  const known = new Set(before.access.grants.map(({ binding }) => bindingText(binding)));
  const found = new Map<KubeObject, { readonly subjects: string[]; readonly gaps: readonly Gap[] }>();
  for (const { binding, subject, role, scope } of access.grants) {
    if (role !== undefined || known.has(bindingText(binding))) continue;
    const isClusterRole = textOf(valueAt(binding.data, ['roleRef', 'kind'])) === 'ClusterRole';
    const { gaps } = isClusterRole ? cluster.list(RBAC_KINDS.clusterRole, '') : cluster.list(RBAC_KINDS.role, scope);
    if (gaps.length === 0) continue;
    const entry = found.get(binding) ?? { subjects: [], gaps };
    found.set(binding, entry);
    entry.subjects.push(subjectKey(subject));
  }
  return [...found].map(([binding, { subjects, gaps }]) => {
    const [kind, name] = ['kind', 'name'].map((field) => textOf(valueAt(binding.data, ['roleRef', field])));
    return { binding, role: `${kind ?? ''} ${name ?? ''}`, subjects, gaps };
  });
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
    unknown: unknownGrants(after, before),
  };
}
