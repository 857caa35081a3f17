import type { Gap, KubeObject, PathOp } from '../cluster/types.ts';
import type { Json, JsonObject, Path } from '../json.ts';

/** How bad a failed check is for the defender, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** One of SEVERITIES. */
export type Severity = (typeof SEVERITIES)[number];

/** What a check can say of one object. DESIGN §2. */
export type VerdictKind = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'manual';

/**
 * How far a fix can be trusted: `safe` cannot change a working process, `may-break` names the fact that would settle it,
 * `needs-value` asks a question because a value may not be guessed.
 */
export type FixClass = 'safe' | 'may-break' | 'needs-value';

/** A fix as its judge gives it. Ops are relative to the judgement's root (pod template or object); `added` are whole new objects. */
export interface FixPlan {
  readonly class: FixClass;
  /** What the fix does, in the imperative, without a full stop: "drop all capabilities". */
  readonly title: string;
  readonly ops: readonly PathOp[];
  readonly added?: readonly JsonObject[];
  /** `may-break` only: the fact that would settle it, as a clause: "the process writes to / outside its volumes". */
  readonly breaksIf?: string;
  /** `needs-value` only: what to ask the person. `ops` and `added` are then empty. */
  readonly question?: string;
}

/** What a judge says. The verdict, the sentence and the meaning come from the check's rule table by `rule`. */
export interface Judgement {
  /** Key into CheckMeta.rules: the deciding rule. */
  readonly rule: string;
  /** Name of the container it is about; absent when it is about the pod or object as a whole. */
  readonly container?: string;
  /** What in particular: a capability, a volume name, a port. With rule, object and container it is the finding's identity; never an index. */
  readonly item?: string;
  /** The deciding field from the judgement's root; also when absent there (then `value` is undefined). */
  readonly path: Path;
  readonly value?: Json | undefined;
  /** The value must not be printed or kept (a credential). */
  readonly sensitive?: boolean;
  /** Overrides the check's severity. */
  readonly severity?: Severity;
  readonly fix?: FixPlan;
  /** Empty answers that this rests on, from lists that are not closed: the verdict is then undecided, whatever the rule says. */
  readonly gaps?: readonly Gap[];
  /** Empty answers where the catalogue names a default: the verdict stands, and says what it assumes. */
  readonly assumes?: readonly Gap[];
  /** Fills `{name}` placeholders of the rule's sentence beyond {container}, {item} and {value}. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A judgement made whole: on one object, with its check and the verdict that stands. */
export interface Verdict {
  readonly check: string;
  readonly verdict: VerdictKind;
  readonly severity: Severity;
  readonly object: KubeObject;
  /** Prefix that turns the judgement's paths into the object's own (the pod template's place). */
  readonly root: Path;
  readonly judgement: Judgement;
  /** For `unknown`: which kind of not knowing. */
  readonly undecided?: Undecided;
}

/**
 * Why a verdict is `unknown`: `open` (not in these files: outside the exit code), `unreadable` (a list that was refused),
 * `invalid` (the API server would reject the field that decides), `crash` (a bug of the check).
 */
export type Undecided =
  | { readonly kind: 'open' | 'unreadable'; readonly gaps: readonly Gap[] }
  | { readonly kind: 'invalid' | 'crash'; readonly detail: string };
