import type { Diagnostic, Gap, KubeObject, Ref, UnreadList } from '../../model/cluster/index.ts';
import type { Json } from '../../model/json.ts';
import type { FixClass, Severity, VerdictKind } from '../../model/verdicts/index.ts';

/** A stretch of a text as editors and SARIF count: lines and columns from 1, columns in UTF-16 code units, ends exclusive. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A stretch of a file, also in bytes of the UTF-8 file. */
export interface Region extends TextRange {
  readonly file: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Set when `file` is a template or a kustomization: lines and bytes are then those of what this renderer printed, not of `file`. */
  readonly rendered?: 'helm' | 'kustomize';
  /**
   * What the region's text is: the scalar `value` at `path`, or the `key` token that ends `path`. When the deciding field is absent or a
   * collection, `path` is the nearest thing that is written: the field's own key, else the key of the closest parent, else the container's name.
   */
  readonly points: { readonly path: string; readonly part: 'key' | 'value' };
}

/** What decided: the field from the object's root, and what was there. */
export interface FindingEvidence {
  readonly path: string;
  readonly state: 'present' | 'absent' | 'hidden';
  /** Only when `state` is present. What is there but not shown is `hidden`: credentials, with their length in characters, and values of the wrong type. */
  readonly value?: Json;
  readonly length?: number;
  /** Of an object of a live cluster: its state that was judged. */
  readonly resourceVersion?: string;
}

/** One replacement in the file's bytes; the text between is untouched. */
export interface FixEdit {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly text: string;
  /** The same stretch in lines and columns; `buildReport` always gives it. */
  readonly range?: TextRange;
}

/** A fix as it is shown: proven by judging again, or a question. */
export interface FindingFix {
  readonly class: FixClass;
  readonly title: string;
  readonly breaksIf?: string;
  readonly question?: string;
  /** Edits of `file`; absent when there is no file to edit, with the reason in `refused`. */
  readonly file?: string;
  readonly edits?: readonly FixEdit[];
  /** New objects to add, as YAML. */
  readonly added?: readonly string[];
  readonly refused?: string;
}

/** A finding that was accepted. It stays a fail: the label says who may stop worrying until when. */
export interface AcceptedBy {
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly expired: boolean;
}

/** One verdict as reports carry it; with `--verdicts all` also passes and not-applicables. DESIGN §2, Finding. */
export interface Finding {
  /** Stable identity: 32 hex digits over check, object, container, rule and item. */
  readonly fingerprint: string;
  readonly check: string;
  readonly verdict: VerdictKind;
  readonly severity: Severity;
  /** In the profiles `pss-baseline` and `pss-restricted`: the control as k8s.io/pod-security-admission names it. */
  readonly control?: string;
  readonly object: Ref;
  readonly container?: string;
  readonly item?: string;
  readonly rule: string;
  readonly message: string;
  readonly evidence: FindingEvidence;
  readonly region?: Region;
  readonly fix?: FindingFix;
  readonly accepted?: AcceptedBy;
  /** The part of the platform that the object belongs to, in live clusters. */
  readonly platform?: string;
  /** For `unknown`. */
  readonly undecided?: {
    readonly kind: 'open' | 'unreadable' | 'invalid' | 'crash';
    readonly detail: string;
    readonly gaps?: readonly Gap[];
  };
  /** For a fail decided by a default: what was assumed to be as the default says. */
  readonly assumes?: readonly Gap[];
}

/** A finding as people are shown it: its identity is for programs. */
export type ShownFinding = Omit<Finding, 'fingerprint'>;

/** One of a group's findings to show first. Both the finding and its identity are made when they are asked for. */
export interface WorstFinding {
  readonly object: KubeObject;
  readonly finding: ShownFinding;
  readonly fingerprint: string;
}

/** All failed verdicts of one check for one cause. */
export interface FindingGroup {
  readonly check: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Findings in the group that count (not accepted). */
  readonly count: number;
  /** Accepted ones, beside `count`. */
  readonly accepted: number;
  /** Distinct objects among the counted. */
  readonly objects: number;
  /** The findings to show first: those of the objects with most and worst findings; at most as many as were asked for. */
  readonly worst: readonly WorstFinding[];
}

/** Counts by severity, worst first; accepted findings are not in them. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

/** One line per namespace; '' holds cluster-scoped objects. */
export interface NamespaceSummary {
  readonly namespace: string;
  readonly workloads: number;
  readonly objects: number;
  readonly failed: SeverityCounts;
}

/** What was found in one part of the platform: counted here, and neither in the groups nor in `failed`. */
export interface PlatformSummary {
  readonly id: string;
  readonly title: string;
  readonly workloads: number;
  readonly objects: number;
  readonly failed: SeverityCounts;
  /** Checks that failed, sorted. */
  readonly checks: readonly string[];
}

/** Verdicts that could not be given for one common cause. */
export interface UndecidedGroup {
  readonly kind: 'open' | 'unreadable' | 'invalid' | 'crash';
  /** The list or object that was missing (`NetworkPolicy.networking.k8s.io in shop`), the field, or the crash. */
  readonly cause: string;
  readonly checks: readonly string[];
  readonly count: number;
}

/** Everything that a format prints, except the findings themselves, which are streamed. */
export interface ReportSummary {
  readonly verdicts: Readonly<Record<VerdictKind, number>>;
  readonly failed: SeverityCounts;
  readonly accepted: number;
  readonly expired: number;
  readonly groups: readonly FindingGroup[];
  readonly namespaces: readonly NamespaceSummary[];
  readonly undecided: readonly UndecidedGroup[];
  /** Parts of the platform that were folded, by id; absent where nothing was. */
  readonly platform?: readonly PlatformSummary[];
}

/** What was read and how. */
export interface ReportInput {
  readonly targets: readonly string[];
  readonly kubernetes: { readonly minor: number; readonly from: 'flag' | 'server' | 'default' };
  readonly profile: string;
  readonly complete: boolean;
  readonly files: number;
  readonly documents: number;
  readonly objects: number;
  readonly workloads: number;
  /** Documents that are no Kubernetes objects. */
  readonly skipped: number;
  readonly checks: number;
  /** The live cluster that was read: the context's name, or `in-cluster`. */
  readonly cluster?: string;
}

/**
 * A run, ready to be presented in any format. `findings` may be walked more than once. `summary` and `exitCode` cost nothing more once all findings were
 * walked, and a walk of their own (at the first use) before that: a format that lists the findings writes them first.
 */
export interface Report {
  readonly version: string;
  readonly input: ReportInput;
  readonly summary: ReportSummary;
  readonly diagnostics: readonly Diagnostic[];
  /** Lists that a live cluster did not give; absent for files. */
  readonly unread?: readonly UnreadList[];
  readonly failOn: Severity | 'never';
  readonly exitCode: 0 | 1 | 3;
  /** What `findings` holds: only failed verdicts (the default), or every verdict. */
  readonly verdicts?: 'failed' | 'all';
  findings(): Iterable<Finding>;
}
