import type { Cluster, KubeObject } from '../../../model/cluster/index.ts';
import type { Access, Chain, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { isList, textOf, valueAt } from '../../../model/json.ts';
import {
  type BootstrapChanges,
  compareWithBootstrap,
  findBootstrapRbac,
  type PolicyRule,
  ruleAllows,
  type Subject,
  subjectKey,
} from '../../../model/kube/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { type Right, RIGHTS, type RightId, type RightSeverity } from './rights.ts';

/** A right that a subject holds in one scope ('' is everywhere), with every chain that gives it. */
export interface SubjectRight {
  readonly id: RightId;
  readonly title: string;
  readonly severity: RightSeverity;
  readonly scope: string;
  readonly chains: readonly Chain[];
}

/** A subject with privileged rights, worst first. `builtIn`: all of them come by bindings and roles that the API server makes itself and nobody changed. */
export interface PrivilegedSubject {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly rights: readonly SubjectRight[];
  readonly builtIn: boolean;
}

/** A rule with `*` that somebody holds. */
export interface WildcardRule {
  readonly grant: Grant;
  readonly role: RoleEntry;
  readonly rule: number;
  readonly fields: readonly ('verbs' | 'apiGroups' | 'resources' | 'nonResourceURLs')[];
}

/** A binding that leads nowhere: whoever makes the missing object gets, or hands out, what it gives. */
export interface Dangling {
  readonly grant: Grant;
  readonly missing: 'role' | 'account';
  /** Whether the list that would hold it was complete; else it may exist all the same. */
  readonly certain: boolean;
}

/** A built-in role or binding that is not as shipped. */
export interface ChangedBuiltIn {
  readonly object: KubeObject;
  readonly changes: BootstrapChanges;
}

/** All that a review says. */
export interface AccessReview {
  readonly subjects: readonly PrivilegedSubject[];
  readonly wildcards: readonly WildcardRule[];
  readonly dangling: readonly Dangling[];
  /** Roles that no binding names and no role aggregates. Of manifests that are not everything, as far as these say. */
  readonly unusedRoles: readonly KubeObject[];
  readonly emptyBindings: readonly KubeObject[];
  readonly changed: readonly ChangedBuiltIn[];
  /** Whether all roles and bindings were seen. */
  readonly complete: boolean;
}

const WEIGHT: Readonly<Record<RightSeverity, number>> = { critical: 0, high: 1, medium: 2 };
const LIST_FIELDS = ['verbs', 'apiGroups', 'resources', 'nonResourceURLs'] as const;

/** Whether an object has the kind, place and name of one that the API server makes. */
function isBuiltIn({ ref }: KubeObject, minor: number): boolean {
  return findBootstrapRbac(ref.kind, ref.namespace, ref.name, minor) !== undefined;
}

function isChanged(changes: BootstrapChanges): boolean {
  const { added, removed, addedSubjects, removedSubjects, redirected } = changes;
  return redirected || [added, removed, addedSubjects, removedSubjects].some((list) => list.length > 0);
}

/** Whether an object is one that the API server makes, and still as it made it: a subject added to a built-in binding is not the platform's doing. */
function isShipped({ data, ref }: KubeObject, minor: number): boolean {
  const changes = compareWithBootstrap(data, ref.namespace, minor);
  return changes !== undefined && !isChanged(changes);
}

function isShippedGrant({ binding, role }: Grant, minor: number): boolean {
  return isShipped(binding, minor) && role !== undefined && isShipped(role.object, minor);
}

/** Whether a rule gives a right; one that is limited to names does so too for what it names. */
function gives(rule: PolicyRule, right: Right): boolean {
  const [name = ''] = rule.resourceNames;
  return right.requests.some((request) => {
    if (request.kind === 'url') return ruleAllows(rule, request);
    // A creation by POST names no object when it is authorized: a rule with names never allows it.
    const isCreation = request.verb === 'create' && request.subresource === '';
    return ruleAllows(rule, isCreation ? request : { ...request, name });
  });
}

function isEverything(rule: PolicyRule): boolean {
  const all = (list: readonly string[]): boolean => list.includes('*');
  return all(rule.verbs) && all(rule.apiGroups) && all(rule.resources) && rule.resourceNames.length === 0;
}

/** The rights of each rule of a role, once for however many bindings name it. */
function rightsOfRole(role: RoleEntry): ReadonlyMap<Right, number> {
  const found = new Map<Right, number>();
  const whole = role.rules.findIndex(isEverything);
  const [everything] = RIGHTS;
  // Whoever may do everything holds all other rights too: it is said once.
  if (whole >= 0 && everything !== undefined) return found.set(everything, whole);
  for (const right of RIGHTS) {
    if (right.id === 'everything') continue;
    const rule = role.rules.findIndex((one) => gives(one, right));
    if (rule >= 0) found.set(right, rule);
  }
  return found;
}

interface Held {
  readonly subject: Subject;
  readonly rights: Map<string, SubjectRight & { readonly chains: Chain[] }>;
}

function addChain(held: Held, right: Right, chain: Chain): void {
  const { scope } = chain.grant;
  const key = `${right.id}|${scope}`;
  const { id, title, severity } = right;
  const entry = held.rights.get(key) ?? { id, title, severity, scope, chains: [] };
  held.rights.set(key, entry);
  if (!entry.chains.some((one) => one.grant === chain.grant)) entry.chains.push(chain);
}

function gather(grants: readonly Grant[]): readonly Held[] {
  const byRole = new Map<RoleEntry, ReadonlyMap<Right, number>>();
  const bySubject = new Map<string, Held>();
  for (const grant of grants) {
    const { role, subject, scope } = grant;
    // An account without a namespace is nobody.
    if (role === undefined || (subject.kind === 'ServiceAccount' && subject.namespace === '')) continue;
    let rights = byRole.get(role);
    if (rights === undefined) byRole.set(role, (rights = rightsOfRole(role)));
    for (const [right, rule] of rights) {
      if (right.clusterOnly && scope !== '') continue;
      const key = subjectKey(subject);
      const held = bySubject.get(key) ?? { subject, rights: new Map() };
      bySubject.set(key, held);
      addChain(held, right, { grant, role, rule });
    }
  }
  return [...bySubject.values()];
}

function order(a: SubjectRight, b: SubjectRight): number {
  return Number(a.scope !== '') - Number(b.scope !== '') || WEIGHT[a.severity] - WEIGHT[b.severity];
}

/** How much a subject's rights weigh: everywhere before in a namespace, then the worst one, then how many. */
function rank({ rights }: PrivilegedSubject): readonly number[] {
  const [worst] = rights;
  if (worst === undefined) return [2, 3, 0];
  return [Number(worst.scope !== ''), WEIGHT[worst.severity], -rights.length];
}

function compareSubjects(a: PrivilegedSubject, b: PrivilegedSubject): number {
  const other = rank(b);
  const difference = rank(a)
    .map((value, i) => value - (other[i] ?? 0))
    .find((value) => value !== 0);
  return difference ?? (subjectKey(a.subject) < subjectKey(b.subject) ? -1 : 1);
}

function privileged({ grants }: Access, minor: number): readonly PrivilegedSubject[] {
  return gather(grants)
    .map(({ subject: { kind, name, namespace }, rights }) => {
      const sorted = [...rights.values()].toSorted(order);
      const builtIn = sorted.every(({ chains }) => chains.every(({ grant }) => isShippedGrant(grant, minor)));
      return { subject: { kind, name, namespace }, rights: sorted, builtIn };
    })
    .toSorted(compareSubjects);
}

function wildcardsOf({ grants }: Access, minor: number): readonly WildcardRule[] {
  return grants.flatMap((grant) => {
    const { role } = grant;
    if (role === undefined || isShippedGrant(grant, minor)) return [];
    return role.rules.flatMap((rule, index) => {
      const fields = LIST_FIELDS.filter((field) => rule[field].includes('*'));
      return fields.length === 0 ? [] : [{ grant, role, rule: index, fields }];
    });
  });
}

/** `default` is made by a controller in every namespace, and the accounts of built-in bindings by controllers when they start. */
function missingAccount(grant: Grant, cluster: Cluster): readonly Dangling[] {
  const { subject, binding } = grant;
  if (subject.kind !== 'ServiceAccount' || subject.name === 'default') return [];
  if (isShipped(binding, cluster.version.minor)) return [];
  const { items, complete } = cluster.get('ServiceAccount', subject.namespace, subject.name);
  return items.length > 0 ? [] : [{ grant, missing: 'account', certain: complete }];
}

function missingRole(grant: Grant, cluster: Cluster): readonly Dangling[] {
  if (grant.role !== undefined) return [];
  const isClusterRole = textOf(valueAt(grant.binding.data, ['roleRef', 'kind'])) === 'ClusterRole';
  const { complete } = isClusterRole
    ? cluster.list(RBAC_KINDS.clusterRole, '')
    : cluster.list(RBAC_KINDS.role, grant.scope);
  return [{ grant, missing: 'role', certain: complete }];
}

function unusedRoles({ grants, roles }: Access, minor: number): readonly KubeObject[] {
  const used = new Set(grants.map(({ role }) => role?.object));
  // A role that another one aggregates is in use through that one, when that one is.
  for (const role of roles) if (used.has(role.object)) for (const { object } of role.origins) used.add(object);
  return roles.map(({ object }) => object).filter((object) => !used.has(object) && !isBuiltIn(object, minor));
}

function bindingsOf(cluster: Cluster): readonly KubeObject[] {
  return [RBAC_KINDS.clusterBinding, RBAC_KINDS.binding].flatMap((gk) => cluster.list(gk).items);
}

function hasNoSubjects({ data }: KubeObject): boolean {
  const { subjects } = data;
  return !isList(subjects) || subjects.length === 0;
}

function changedBuiltIns(cluster: Cluster): readonly ChangedBuiltIn[] {
  const objects = Object.values(RBAC_KINDS).flatMap((gk) => cluster.list(gk).items);
  return objects.flatMap((object) => {
    const changes = compareWithBootstrap(object.data, object.ref.namespace, cluster.version.minor);
    return changes !== undefined && isChanged(changes) ? [{ object, changes }] : [];
  });
}

/**
 * Reviews who may do what: privileged subjects worst first, wildcards, what leads nowhere and what nobody uses. Members of system:masters are in no object and not in it.
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export function reviewAccess(cluster: Cluster, access: Access): AccessReview {
  const { minor } = cluster.version;
  return {
    subjects: privileged(access, minor),
    wildcards: wildcardsOf(access, minor),
    dangling: access.grants.flatMap((grant) => [...missingRole(grant, cluster), ...missingAccount(grant, cluster)]),
    unusedRoles: unusedRoles(access, minor),
    emptyBindings: bindingsOf(cluster).filter((object) => hasNoSubjects(object) && !isBuiltIn(object, minor)),
    changed: changedBuiltIns(cluster),
    complete: Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete),
  };
}
