import type { ChangeSet, KubeObject } from '../../../model/cluster/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { RequestAttributes, Subject, UserInfo } from '../../../model/kube/index.ts';
import type { Impersonation } from '../can-request/index.ts';

/** How often a user made one request, and when (milliseconds since 1970). */
export interface Use {
  readonly user: UserInfo;
  readonly attributes: RequestAttributes;
  /** It stands for many names (or paths) that are not known each: the name is '', and the path a pattern as rules have them. */
  readonly folded: boolean;
  /** Whoever sent it, where `user` was impersonated. */
  readonly impersonator: UserInfo | undefined;
  /** As what it was sent, with all groups that `user` then had; without it nothing but `user` is known. */
  readonly as?: Impersonation;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** An update or patch that made what was not there. */
  readonly created: boolean;
  /** The log does not say of any of them that it was allowed, nor that it was refused. */
  readonly unsure: boolean;
}

/** What a log cannot show: rights that only such requests use are unknown, not unused. */
export interface Blindness {
  readonly verbs: ReadonlySet<string>;
  readonly urls: boolean;
  /** Words for it, where something of the log is missing altogether. */
  readonly missing: readonly string[];
}

/** How roles are made. */
export interface LeastPrivilegeOptions {
  /** In how many namespaces the same request is made before it is allowed everywhere. */
  readonly everywhereFrom: number;
  /** How often a name must be seen before a role rests on it. */
  readonly nameSeenTimes: number;
}

/** What was asked of the authorizers. */
export interface Asked {
  readonly attributes: RequestAttributes;
  /** Not known to have been asked: a right that the subject holds, and that a use which the log shows without a name may rest on. */
  readonly kept: boolean;
}

/** Something that was asked of the authorizers, with how often its name was seen. */
export interface Need extends Asked {
  /** The user, as it asked: once for each different set of groups. */
  readonly askers: readonly UserInfo[];
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly folded: boolean;
}

/** A right that a subject holds by a binding of its own. */
export interface HeldRight {
  readonly binding: KubeObject;
  readonly role: KubeObject;
  /** Where it holds: '' is everywhere. */
  readonly scope: string;
  readonly verb: string;
  /** `pods/exec of core`, or a URL. */
  readonly what: string;
}

/** A right with its use; `unknown`: the log does not show such requests. */
export interface RightUse extends HeldRight {
  readonly state: 'used' | 'unused' | 'unknown';
  readonly first?: number;
  readonly last?: number;
  readonly count: number;
  /** Of a wildcard that is used: what it was used for, as `get pods`, sorted. */
  readonly onlyFor?: readonly string[];
}

/** A use that would be refused, and why. */
export interface Refusal {
  readonly attributes: RequestAttributes;
  readonly reason: string;
}

/** How uses of another time go with a plan. */
export interface Replay {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly asked: number;
  readonly refused: readonly Refusal[];
}

/** The plan for one subject. */
export interface SubjectPlan {
  readonly subject: Pick<Subject, 'kind' | 'name' | 'namespace'>;
  readonly user: UserInfo;
  /** Different things that it asked of the authorizers, second checks included; all of them were replayed on the Cluster as it would be. */
  readonly asked: number;
  /** Of these, what its groups, the Node authorizer or what the API server gives everyone allow without a role of its own. */
  readonly byOthers: number;
  /** Roles and bindings to make, in the order in which they are applied. */
  readonly objects: readonly JsonObject[];
  /** Bindings that name it today. */
  readonly bindings: readonly KubeObject[];
  /** What would be refused: none, or the plan is wrong. */
  readonly refused: readonly Refusal[];
  readonly rights: readonly RightUse[];
  /** What the reader has to know: conditions that no log shows. */
  readonly notes: readonly string[];
}

/** The plan for all subjects together. */
export interface LeastPrivilegePlan {
  readonly subjects: readonly SubjectPlan[];
  /** Bindings that name only subjects of the plan: to be deleted, once the new ones are there. */
  readonly removed: readonly KubeObject[];
  /** Bindings of others too: subjects of the plan are to be taken out. */
  readonly edited: ChangeSet['edited'];
  /** All of it as one change. */
  readonly changes: ChangeSet;
}

/** A subject that is left as it is, with the reason. */
export interface LeftAlone {
  readonly subject: string;
  readonly reason: string;
}
