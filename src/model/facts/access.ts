import type { Answer, Gap, KubeObject } from '../cluster/index.ts';
import type { PolicyRule, RequestAttributes, Subject, UserInfo } from '../kube/index.ts';

/** A Role or ClusterRole with the rules that are in force. */
export interface RoleEntry {
  readonly object: KubeObject;
  /** Its own rules, or those that aggregation gives it. */
  readonly rules: readonly PolicyRule[];
  /** Of each rule, the role that it was written in and its place there; another role than `object` where it was aggregated. */
  readonly origins: readonly { readonly object: KubeObject; readonly index: number }[];
}

/** A binding for one of its subjects. */
export interface Grant {
  readonly binding: KubeObject;
  readonly subject: Subject;
  /** Where it holds: '' is everywhere. */
  readonly scope: string;
  /** Undefined for a binding to a role that is not there. */
  readonly role: RoleEntry | undefined;
}

/** Why a request is allowed: subject, binding, role and rule, each an object that can be shown with its place. */
export interface Chain {
  readonly grant: Grant;
  readonly role: RoleEntry;
  /** The deciding rule among `role.rules`; `role.origins` tells where it was written. */
  readonly rule: number;
}

/** What decided that a request is allowed. */
export type Allowing =
  | { readonly by: 'rbac'; readonly chain: Chain }
  /** Members of system:masters may do everything; nothing can take it away. */
  | { readonly by: 'masters' }
  /** The Node authorizer: what a node may do for the pods that run on it. */
  | { readonly by: 'node'; readonly reason: string };

/** The answer to one question. `unknown`: nothing that was seen allows it, and not everything was seen. */
export type Decision =
  | { readonly decision: 'allowed'; readonly because: Allowing }
  | { readonly decision: 'denied' }
  | { readonly decision: 'unknown'; readonly gaps: readonly Gap[] };

/** Someone who may do something: a subject as bindings name it, with every chain that gives it. */
export interface Holder {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly chains: readonly Chain[];
}

/** Everything about who may do what in one Cluster: the `access` fact, which the access engine provides. */
export interface Access {
  /** What the RBAC and Node authorizers say: equals a SubjectAccessReview. */
  authorize(user: UserInfo, attributes: RequestAttributes): Decision;
  /** All chains that allow it, in the order of bindings. */
  chainsOf(user: UserInfo, attributes: RequestAttributes): readonly Chain[];
  /** Subjects of bindings that allow a request; members of system:masters are not among them, since no object names them. */
  whoCan(attributes: RequestAttributes): Answer<Holder>;
  /** What a user holds: its grants, with those that come by groups. */
  grantsOf(user: UserInfo): readonly Grant[];
  /** The rules that hold for a user in a namespace ('' for cluster-wide requests). */
  rulesFor(user: UserInfo, namespace: string): readonly PolicyRule[];
  /** All grants, by binding. */
  readonly grants: readonly Grant[];
  readonly roles: readonly RoleEntry[];
}
