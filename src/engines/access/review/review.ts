import type { Cluster, KubeObject } from '../../../model/cluster/index.ts';
import type { Access, Grant, RoleEntry } from '../../../model/facts/index.ts';
import { isList } from '../../../model/json.ts';
import { type BootstrapChanges, compareWithBootstrap, isUnchanged, knowsBootstrap } from '../../../model/kube/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { type PrivilegedSubject, privilegedSubjects } from './privileged.ts';
import { isBuiltIn, isShipped, isShippedGrant } from './shipped.ts';
import { areRolesSeen } from '../role-seen.ts';

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
  /** Roles that no binding names, by themselves or through roles that aggregate them. Where not all bindings were seen, as far as these say, and none that a role aggregates. */
  readonly unusedRoles: readonly KubeObject[];
  readonly emptyBindings: readonly KubeObject[];
  readonly changed: readonly ChangedBuiltIn[];
  /** Whether all roles and bindings were seen. */
  readonly complete: boolean;
}

const LIST_FIELDS = ['verbs', 'apiGroups', 'resources', 'nonResourceURLs'] as const;

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
  return grant.role === undefined ? [{ grant, missing: 'role', certain: areRolesSeen(grant, cluster) }] : [];
}

function unusedRoles({ grants, roles }: Access, cluster: Cluster): readonly KubeObject[] {
  const areBindingsSeen = [RBAC_KINDS.clusterBinding, RBAC_KINDS.binding].every((gk) => cluster.list(gk).complete);
  const bound = grants.flatMap(({ role }) => role ?? []);
  // A role that another one aggregates is in use through that one, when that one is, or may be: a binding to `view` is seldom among manifests. Origins name the roles that rules
  // were written in, through however many.
  const origins = (areBindingsSeen ? bound : roles).flatMap((role) =>
    role.origins.filter((one) => one.object !== role.object),
  );
  const used = new Set([...bound, ...origins].map(({ object }) => object));
  return roles
    .map(({ object }) => object)
    .filter((object) => !used.has(object) && !isBuiltIn(object, cluster.version.minor));
}

function bindingsOf(cluster: Cluster): readonly KubeObject[] {
  return [RBAC_KINDS.clusterBinding, RBAC_KINDS.binding].flatMap((gk) => cluster.list(gk).items);
}

function hasNoSubjects({ data }: KubeObject): boolean {
  const { subjects } = data;
  return !isList(subjects) || subjects.length === 0;
}

function changedBuiltIns(cluster: Cluster): readonly ChangedBuiltIn[] {
  // Of a version that is not known every difference may be the version's.
  if (!knowsBootstrap(cluster.version.minor)) return [];
  const objects = Object.values(RBAC_KINDS).flatMap((gk) => cluster.list(gk).items);
  return objects.flatMap((object) => {
    const changes = compareWithBootstrap(object.data, object.ref.namespace, cluster.version.minor);
    return changes !== undefined && !isUnchanged(changes) ? [{ object, changes }] : [];
  });
}

/**
 * Reviews who may do what: privileged subjects worst first, wildcards, what leads nowhere and what nobody uses. Members of system:masters are in no object and not in it.
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export function reviewAccess(cluster: Cluster, access: Access): AccessReview {
  const { minor } = cluster.version;
  return {
    subjects: privilegedSubjects(access, minor),
    wildcards: wildcardsOf(access, minor),
    dangling: access.grants.flatMap((grant) => [...missingRole(grant, cluster), ...missingAccount(grant, cluster)]),
    unusedRoles: unusedRoles(access, cluster),
    emptyBindings: bindingsOf(cluster).filter((object) => hasNoSubjects(object) && !isBuiltIn(object, minor)),
    changed: changedBuiltIns(cluster),
    complete: Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete),
  };
}
