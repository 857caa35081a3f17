import type { RightSeverity } from '../../engines/access/index.ts';
import type { DescribedChain, Link } from '../access/index.ts';

/** The format of the JSON report. */
export const ACCESS_DIFF_API_VERSION = 'merlon.dev/access-diff/v1';

/** Permissions that a subject gains or loses by one rule of one binding. */
export interface ShownChange {
  readonly subject: string;
  /** Absent for everywhere. */
  readonly namespace?: string;
  readonly severity: RightSeverity | 'low';
  /** Only what is new, or gone. */
  readonly rules: readonly DescribedChain['rule'][];
  /** What gives it after the change, or gave it before. */
  readonly chain: DescribedChain;
  /** The same for the same change, wherever it stands in a file. */
  readonly fingerprint: string;
}

/** A new or changed binding to a role that was not seen. */
export interface ShownUnknownBinding {
  readonly what: 'binding';
  readonly binding: Link;
  readonly role: string;
  readonly subjects: readonly string[];
  readonly why: readonly string[];
}

/** A role that gives more than before by one of its rules, to whoever is bound to it by bindings that were not seen. */
export interface ShownUnknownRole {
  readonly what: 'role';
  /** As `ClusterRole view` or `Role shop/web`. */
  readonly role: string;
  /** The role's rule; of an aggregated role, the role. */
  readonly object: Link;
  /** The role that the rule was written in, where it came by aggregation. */
  readonly from?: Link;
  /** For a subject that is bound to it in the widest way. */
  readonly severity: ShownChange['severity'];
  /** Only what is new. */
  readonly rules: readonly DescribedChain['rule'][];
  /** Whether a binding that was seen names the role too: what its subjects gain is among `gained`. */
  readonly isBound: boolean;
  readonly why: readonly string[];
  /** The same for the same change, wherever it stands in a file. */
  readonly fingerprint: string;
}

/** What may be gained besides, since not everything was seen. */
export type ShownUnknown = ShownUnknownBinding | ShownUnknownRole;

/** All that `access diff` says: the JSON report. */
export interface AccessDiffReport {
  readonly apiVersion: typeof ACCESS_DIFF_API_VERSION;
  readonly kind: 'AccessDiff';
  readonly tool: { readonly name: 'merlon'; readonly version: string };
  readonly before: string;
  readonly after: string;
  readonly kubernetes: number;
  readonly gained: readonly ShownChange[];
  readonly lost: readonly ShownChange[];
  /** Roles that give more than before, worst first, then bindings to roles that were not seen. */
  readonly unknown: readonly ShownUnknown[];
  /** Whether all roles and bindings of both sides were seen. */
  readonly complete: boolean;
}
