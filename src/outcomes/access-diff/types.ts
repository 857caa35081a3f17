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

/** A binding to a role that was not seen. */
export interface ShownUnknown {
  readonly binding: Link;
  readonly role: string;
  readonly subjects: readonly string[];
  readonly why: readonly string[];
}

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
  readonly unknown: readonly ShownUnknown[];
  /** Whether all roles and bindings of both sides were seen. */
  readonly complete: boolean;
}
