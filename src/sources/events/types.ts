import type { RequestAttributes } from '../../model/kube/index.ts';

/** How authorization answered; `unknown` where the event does not tell. */
export type AuditDecision = 'allowed' | 'forbidden' | 'unknown';

/** Where an event was taken out of; `plain` is what the API server writes itself. */
export type AuditWrapping = 'plain' | 'list' | 'eks' | 'gke' | 'aks' | 'other';

/** As whom a request was made, beside the name: what the API server noted of that one request. */
export interface AuditIdentity {
  /** Sorted; with those that the API server adds by itself. */
  readonly groups: readonly string[];
  /** '' where none was asked for. */
  readonly uid: string;
  /** By key in order, the values sorted. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
  /** The constrained way of impersonation that allowed it (`impersonate:user-info`); '' for the one of old. */
  readonly constraint: string;
}

/** One request as its audit event tells it, without bodies. Times are milliseconds since 1970. */
export interface AuditRequest {
  /** Tells the events of one request from those of others. */
  readonly key: string;
  /** Whether the request was answered; of one that was only received nobody knows the decision. */
  readonly answered: boolean;
  readonly user: string;
  readonly groups: readonly string[];
  /** Who sent it, where the request was made as somebody else. */
  readonly impersonator: { readonly user: string; readonly groups: readonly string[] } | undefined;
  /** As whom it then went on; undefined where nobody was impersonated. */
  readonly identity: AuditIdentity | undefined;
  readonly attributes: RequestAttributes;
  readonly time: number;
  readonly decision: AuditDecision;
  /** The authorizer's reason, at most 500 characters; '' where none was given. */
  readonly reason: string;
  /** The HTTP status; 0 where the event has none. */
  readonly code: number;
  readonly userAgent: string;
  readonly wrapping: AuditWrapping;
}

/** How often one subject made one request, and when. */
export interface AuditUse {
  readonly subject: string;
  readonly attributes: RequestAttributes;
  /**
   * True for what stands for many names (or paths) that are not kept each by itself: the name is then '', and the path a pattern as rules have them, `/metrics/*` or `*`.
   */
  readonly folded: boolean;
  /** Whoever sent it, where `subject` was impersonated. */
  readonly impersonator: string | undefined;
  /** As whom it then went on: uses of one name with other groups, another uid or other extra are uses of their own. Undefined where nobody was impersonated. */
  readonly identity: AuditIdentity | undefined;
  readonly first: number;
  readonly last: number;
  readonly allowed: number;
  readonly forbidden: number;
  readonly unknown: number;
  /** Updates and patches answered by 201: they made what was not there, which needs `create` too. */
  readonly created: number;
}

/** Someone in the log. */
export interface AuditSubject {
  readonly name: string;
  /** All groups that it was seen with, sorted; at most 64. */
  readonly groups: readonly string[];
  /** Those of requests that it sent itself: who impersonates it may give it any. Sorted; at most 64. */
  readonly ownGroups: readonly string[];
  /** At most 8, in the order seen. */
  readonly userAgents: readonly string[];
  /** True when there were more user agents or groups than are kept. */
  readonly more: boolean;
}

/** Why something of the log was not read. */
export type AuditProblemKind = 'unreadable' | 'broken' | 'truncated' | 'too-long' | 'foreign';

/** One thing that was not read; `line` counts from 1 and is 0 for a whole file. */
export interface AuditProblem {
  readonly kind: AuditProblemKind;
  readonly source: string;
  readonly line: number;
  readonly detail: string;
}

/** What the log cannot show; rights that only such requests use are unknown, not unused. */
export type AuditGap =
  | { readonly kind: 'verb-never-seen'; readonly verb: string; readonly detail: string }
  | { readonly kind: 'urls-never-seen' | 'no-reads' | 'unanswered' | 'silence' | 'not-read'; readonly detail: string };

/** What a log covers. Times are milliseconds since 1970; both undefined for an empty log. */
export interface AuditCoverage {
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** UTC days on which anything was logged. */
  readonly days: number;
  readonly gaps: readonly AuditGap[];
}

/** What was met on the way. Every line that is not blank is an event's, or counted in one of the problems. */
export interface AuditCounts {
  readonly sources: number;
  readonly lines: number;
  readonly events: number;
  /** Requests that were answered, each once. */
  readonly requests: number;
  /** Requests whose answer is not in the log. */
  readonly unanswered: number;
  readonly problems: Readonly<Record<AuditProblemKind, number>>;
  readonly wrappings: Readonly<Record<AuditWrapping, number>>;
}

/** Everything that an audit log tells about use. Independent of the order of files. */
export interface AuditLog {
  /** Sorted by subject, then by request. */
  readonly uses: readonly AuditUse[];
  readonly subjects: readonly AuditSubject[];
  readonly coverage: AuditCoverage;
  readonly counts: AuditCounts;
  /** The first few of each source. */
  readonly problems: readonly AuditProblem[];
}

/** What to read. Everything from the outside is handed in. */
export interface AuditLogRequest {
  /** Files (also gzip), folders of rotated logs, or `-` for standard input. */
  readonly targets: readonly string[];
  /** Absolute; targets are relative to it and paths are shown relative to it. */
  readonly cwd: string;
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /** Names kept for each subject, verb, resource and namespace before the rest is folded; default 1,000. */
  readonly maxNames?: number | undefined;
  /** Problems listed for each source; default 5. */
  readonly maxProblems?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
