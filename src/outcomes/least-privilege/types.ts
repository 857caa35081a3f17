import type { Link } from '../access/index.ts';
import type { JsonObject } from '../../model/json.ts';

/** The format of the JSON report. */
export const LEAST_PRIVILEGE_API_VERSION = 'merlon.dev/least-privilege/v1';

/** What was read of the log. Times are RFC 3339 in UTC. */
export interface ShownLog {
  readonly sources: number;
  readonly lines: number;
  readonly events: number;
  readonly requests: number;
  readonly first?: string;
  readonly last?: string;
  /** UTC days on which anything was logged. */
  readonly days: number;
  /** What the log cannot show, in words. */
  readonly gaps: readonly string[];
  /** Lines that were not read, by why. */
  readonly problems: Readonly<Record<string, number>>;
  /** The first few of them, as `audit.log:12: what is wrong`. */
  readonly examples: readonly string[];
}

/** A right of today with its use. */
export interface ShownRight {
  readonly verb: string;
  readonly what: string;
  /** Absent for everywhere. */
  readonly namespace?: string;
  readonly binding: Link;
  readonly state: 'used' | 'unused' | 'unknown';
  readonly first?: string;
  readonly last?: string;
  readonly count: number;
  /** Of a wildcard that is used: what it was used for. */
  readonly onlyFor?: readonly string[];
}

/** What one subject needs, beside what it holds. */
export interface ShownPlan {
  readonly subject: string;
  readonly asked: number;
  readonly byOthers: number;
  readonly refused: readonly { readonly request: string; readonly reason: string }[];
  readonly objects: readonly JsonObject[];
  readonly bindings: readonly Link[];
  readonly rights: readonly ShownRight[];
  readonly notes: readonly string[];
  /** How another log goes with the plan, where one was given. */
  readonly replay?: {
    readonly asked: number;
    readonly refused: readonly { readonly request: string; readonly reason: string }[];
  };
}

/** All that `least-privilege` says. */
export interface LeastPrivilegeReport {
  readonly apiVersion: typeof LEAST_PRIVILEGE_API_VERSION;
  readonly kind: 'LeastPrivilege';
  readonly tool: { readonly name: 'merlon'; readonly version: string };
  readonly targets: readonly string[];
  readonly kubernetes: number;
  readonly log: ShownLog;
  readonly options: { readonly everywhereFrom: number; readonly nameSeenTimes: number };
  readonly subjects: readonly ShownPlan[];
  /** Bindings to delete once the new ones are there. */
  readonly remove: readonly Link[];
  /** Bindings of others too, as they are to be. */
  readonly edit: readonly { readonly binding: Link; readonly object: JsonObject }[];
  readonly leftAlone: readonly { readonly subject: string; readonly reason: string }[];
  /** Whether all roles and bindings were seen. */
  readonly complete: boolean;
}
