import type { GroupKind, KubeObject } from '../../model/cluster/index.ts';
import type { FactName, View, Workload } from '../../model/facts/index.ts';
import type { PodTemplate } from '../../model/kube/index.ts';
import type { Judgement, Severity } from '../../model/verdicts/index.ts';

/** Folders of checks; the catalogue's sections. */
export const TOPICS = [
  'pod-isolation',
  'pod-hardening',
  'images',
  'secrets',
  'service-accounts',
  'rbac',
  'network',
  'namespaces',
  'resources',
  'hygiene',
  'components',
] as const;
/** One of TOPICS. */
export type Topic = (typeof TOPICS)[number];

/** The practices of `docs/architecture.md` that a check serves. */
export type Practice = `P${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;

/** What a rule says: the verdict it stands for and the sentence shown, with `{container}`, `{item}`, `{value}` and the judgement's own words filled in. */
export interface Rule {
  readonly verdict: 'pass' | 'fail' | 'not-applicable' | 'manual';
  readonly text: string;
}

/** One option of a check as users set it in merlon.yaml. */
export type OptionSpec =
  | { readonly type: 'boolean'; readonly default: boolean; readonly doc: string }
  | { readonly type: 'string'; readonly default: string; readonly values?: readonly string[]; readonly doc: string }
  | { readonly type: 'integer'; readonly default: number; readonly minimum?: number; readonly doc: string }
  | {
      readonly type: 'strings';
      readonly default: readonly string[];
      /** The only texts that mean something. */
      readonly values?: readonly string[];
      /** Set where an empty list would mean that nothing is looked at: `enabled: false` says that. */
      readonly nonEmpty?: true;
      readonly doc: string;
    }
  | {
      /** An amount as Kubernetes writes it (`500m`, `64Mi`), kept as text; empty for none. */
      readonly type: 'quantity';
      readonly default: string;
      /** Set for what comes in whole units: nobody means thousandths of a byte. */
      readonly whole?: true;
      readonly doc: string;
    };

/** The options of a check by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The value of one option; of any option when the specification is not known. */
export type OptionValue<T extends OptionSpec = OptionSpec> = T extends { type: 'boolean' }
  ? boolean
  : T extends { type: 'integer' }
    ? number
    : T extends { type: 'strings' }
      ? readonly string[]
      : string;

/** The values that options have for a judge. */
export type OptionsOf<S extends OptionSpecs> = { readonly [K in keyof S]: OptionValue<S[K]> };

/** Ids that other tools give to what a check looks at; several ids of one tool are allowed, and one id may be shared by several checks. */
export interface ForeignIds {
  readonly kubescape?: readonly string[];
  readonly trivy?: readonly string[];
  readonly kubeLinter?: readonly string[];
  readonly polaris?: readonly string[];
  readonly checkov?: readonly string[];
  readonly kubeScore?: readonly string[];
  readonly kubesec?: readonly string[];
  readonly kyverno?: readonly string[];
  /** `baseline/privileged`: level and control id of k8s.io/pod-security-admission. */
  readonly pss?: readonly string[];
}

/** What is known of a check without running it: plain data. */
export interface CheckMeta<S extends OptionSpecs = OptionSpecs> {
  /** The catalogue's id, word for word; also the folder's name. */
  readonly id: string;
  readonly topic: Topic;
  /** What a failing object does, as a headline: "Container runs privileged". */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, one sentence: what an attacker gains. */
  readonly why: string;
  /** What to do, one sentence. */
  readonly remedy: string;
  readonly practices: readonly Practice[];
  readonly ids: ForeignIds;
  readonly rules: Readonly<Record<string, Rule>>;
  readonly options: S;
  /** Whether the catalogue's Fix column promises a fix: then a test wants one proven for every bad case that does not say otherwise. */
  readonly fixable: boolean;
}

/** What a template judge is told beside the template. */
export interface TemplateContext<O> {
  readonly minor: number;
  readonly options: O;
}

/** A check that reads nothing but the pod template: judged once per distinct template. Annotations other than those of AppArmor and seccomp, labels and names are not there to be read. */
export interface TemplateCheck<S extends OptionSpecs = OptionSpecs> {
  readonly scope: 'template';
  readonly meta: CheckMeta<S>;
  judge(pod: PodTemplate, context: TemplateContext<OptionsOf<S>>): Iterable<Judgement>;
}

/** What a check may read beside its subject; from this come the minimal RBAC, the trimming at the door, and the re-judging after a change. */
export interface Reads {
  readonly kinds: readonly GroupKind[];
  readonly facts: readonly FactName[];
}

/** A check of a workload: its pod template together with its kind, name, namespace, or other objects. Paths start at the pod template's root. */
export interface WorkloadCheck<S extends OptionSpecs = OptionSpecs> {
  readonly scope: 'workload';
  readonly meta: CheckMeta<S>;
  readonly reads: Reads;
  judge(workload: Workload, view: View, options: OptionsOf<S>): Iterable<Judgement>;
}

/** A check of objects of the kinds in `subjects` (`*`: of every kind). Paths start at the object's root. */
export interface ObjectCheck<S extends OptionSpecs = OptionSpecs> {
  readonly scope: 'object';
  readonly meta: CheckMeta<S>;
  readonly subjects: readonly GroupKind[];
  readonly reads: Reads;
  judge(object: KubeObject, view: View, options: OptionsOf<S>): Iterable<Judgement>;
}

/**
 * One check. The contract: it reports only on the object it was given, says at least one judgement of it, never throws but InvalidFieldError
 * (through the typed readers), does no I/O, yields in a fixed order, and names in `rule` the entry of its rule table that decided. DESIGN §4.
 */
export type Check = TemplateCheck | WorkloadCheck | ObjectCheck;

/** Types a template check's options from its own option table. */
export function templateCheck<const S extends OptionSpecs>(check: TemplateCheck<S>): TemplateCheck {
  return check;
}

/** Types a workload check's options from its own option table. */
export function workloadCheck<const S extends OptionSpecs>(check: WorkloadCheck<S>): WorkloadCheck {
  return check;
}

/** Types an object check's options from its own option table. */
export function objectCheck<const S extends OptionSpecs>(check: ObjectCheck<S>): ObjectCheck {
  return check;
}
