import type { RightSeverity } from '../../engines/access/index.ts';
import type { DescribedChain, Link } from '../access/index.ts';

/** The version of the JSON of a review of access. */
export const ACCESS_REVIEW_API_VERSION = 'merlon.dev/access-review/v1';

/** A right as a column of the matrix. */
export interface ReviewRight {
  readonly id: string;
  /** What it lets its holder do, as a phrase: `reads Secrets`. */
  readonly title: string;
  readonly severity: RightSeverity;
}

/** How a right came: everything of a chain but the subject, so that subjects share it. `chains` of a subject are indexes into the report's list. */
export type ReviewChain = Omit<DescribedChain, 'subject'>;

/** A right that a subject holds in one scope; the namespace is absent for everywhere. */
export interface ReviewHolding {
  /** Id of a `ReviewRight`. */
  readonly right: string;
  readonly namespace?: string;
  /** Of this holding: a right is worth less where it is limited to names or to one namespace. */
  readonly severity: RightSeverity;
  /** Names that it is limited to; absent for all. */
  readonly names?: readonly string[];
  /** Indexes into `chains` of the report, at least one. */
  readonly chains: readonly number[];
}

/** A row of the matrix: a subject with all that it holds, worst first. */
export interface ReviewSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** '' but for service accounts. */
  readonly namespace: string;
  /** All of its rights come by roles and bindings that the API server makes itself and nobody changed. */
  readonly builtIn: boolean;
  /** Names of the tenants that it belongs to. */
  readonly tenants: readonly string[];
  readonly holdings: readonly ReviewHolding[];
  /** Bindings that name it, privileged or not. */
  readonly bindings: number;
}

/** A rule with `*` that somebody holds, by the binding that gives it. */
export interface ReviewWildcard {
  readonly fields: readonly ('verbs' | 'apiGroups' | 'resources' | 'nonResourceURLs')[];
  readonly chain: number;
  /** Subjects of that binding, as `ServiceAccount shop/web`, sorted. */
  readonly subjects: readonly string[];
}

/** A binding that names what is not there. */
export interface ReviewDangling {
  readonly binding: Link;
  readonly missing: 'role' | 'account';
  /** What is missing, as `ClusterRole reader` or `ServiceAccount shop/web`. */
  readonly what: string;
  /** False where the list that would hold it was not complete: it may exist all the same. */
  readonly certain: boolean;
}

/** A built-in role or binding that is not as shipped; each line says one thing that was changed. */
export interface ReviewChanged {
  readonly object: Link;
  readonly changes: readonly string[];
}

/** What a tenant's subject may do where the tenant owns nothing. */
export interface ReviewTenantReach {
  readonly subject: string;
  /** A namespace of others; absent for a right that holds everywhere. */
  readonly namespace?: string;
  /** The tenant that owns that namespace, where one does. */
  readonly owner?: string;
  /** All verbs and resources of the rule, as `get, list pods`. */
  readonly what: string;
  readonly severity: RightSeverity | 'low';
  readonly chain: number;
}

/** A tenant of `merlon.yaml` and what its subjects may do outside its own namespaces, worst first. */
export interface ReviewTenant {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly subjects: readonly string[];
  readonly reach: readonly ReviewTenantReach[];
  /** What keeps the answer from being whole, in words. */
  readonly undecided: readonly string[];
}

/** All that a review of access says: the JSON of `merlon access review`, and what the HTML page carries. Every list is sorted, so that equal input gives equal bytes. */
export interface AccessReviewReport {
  readonly apiVersion: typeof ACCESS_REVIEW_API_VERSION;
  readonly kind: 'AccessReview';
  readonly tool: { readonly name: 'merlon'; readonly version: string };
  /** What was read, as the user named it. */
  readonly targets: readonly string[];
  /** Kubernetes minor version: 37 is 1.37. */
  readonly kubernetes: number;
  /** Whether all roles and bindings were seen. */
  readonly complete: boolean;
  /** What was not seen, one line for each list. */
  readonly gaps: readonly string[];
  /** What else decides beside RBAC and cannot be seen in objects (webhooks, cloud IAM). */
  readonly otherAuthorizers: readonly string[];
  readonly rights: readonly ReviewRight[];
  readonly subjects: readonly ReviewSubject[];
  readonly chains: readonly ReviewChain[];
  readonly wildcards: readonly ReviewWildcard[];
  readonly dangling: readonly ReviewDangling[];
  readonly unusedRoles: readonly Link[];
  readonly emptyBindings: readonly Link[];
  readonly changed: readonly ReviewChanged[];
  /** One for each tenant of the settings; empty where there are none. */
  readonly tenants: readonly ReviewTenant[];
}
