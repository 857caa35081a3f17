import type { KubeObject } from '../../model/cluster/index.ts';
import { type Allowed, type FactStore, openView, type View, type Workload } from '../../model/facts/index.ts';
import type { Path } from '../../model/json.ts';
import { InvalidFieldError, type PodTemplate } from '../../model/kube/index.ts';
import type { Judgement, Severity } from '../../model/verdicts/index.ts';
import type { Check, ObjectCheck, TemplateCheck, WorkloadCheck } from './contract.ts';
import { invalidJudgement } from './invalid.ts';

/** A check as a run uses it: with the user's severity, if any, and a value for every option. */
export interface ActiveCheck<C extends Check = Check> {
  readonly check: C;
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, boolean | number | string | readonly string[]>>;
}

/** What one check said of one subject: its judgements in order, and the crash that ended it, if one did. */
export interface Outcome {
  readonly judgements: readonly Judgement[];
  readonly crash?: string;
}

/** An outcome with the lists and objects it leaned on; none where nobody asked. */
export interface TracedOutcome extends Outcome {
  readonly leanedOn: readonly string[];
}

function isList(said: Iterable<Judgement>): said is readonly Judgement[] {
  return Array.isArray(said);
}

function collect(judge: () => Iterable<Judgement>, broken: readonly Path[]): Outcome {
  const judgements: Judgement[] = [];
  try {
    const said = judge();
    if (broken.length === 0 && isList(said)) return { judgements: said };
    for (const judgement of said) judgements.push(judgement);
  } catch (error) {
    if (!(error instanceof InvalidFieldError))
      return { judgements, crash: error instanceof Error ? error.message : String(error) };
    judgements.push(invalidJudgement(error, undefined, []));
  }
  for (const path of broken)
    judgements.push(
      invalidJudgement(new InvalidFieldError(String(path.at(-1)), 'of the type that the API wants'), undefined, path),
    );
  return { judgements };
}

/** Judges a template; what could not be read of it is said as `invalid`, never passed over. */
export function judgeTemplate(
  check: TemplateCheck,
  template: PodTemplate,
  { minor, options }: { readonly minor: number; readonly options: ActiveCheck['options'] },
): Outcome {
  return collect(() => check.judge(template, { minor, options }), template.broken);
}

/** Where a judge reads, what its options are, and whether it is noted what it leaned on. */
export interface JudgeContext {
  readonly store: FactStore;
  readonly options: ActiveCheck['options'];
  /** False by default: only a run that is judged anew after changes needs to know. */
  readonly traced?: boolean;
}

const NOTHING: readonly string[] = Object.freeze([]);

function trace({ judgements, crash }: Outcome, leanedOn: ReadonlySet<string> | undefined): TracedOutcome {
  const leaned = leanedOn === undefined ? NOTHING : [...leanedOn];
  return crash === undefined ? { judgements, leanedOn: leaned } : { judgements, crash, leanedOn: leaned };
}

/** Views that note nothing: one for each check and store. */
const quietViews = new WeakMap<FactStore, Map<Allowed, View>>();

function quietView(store: FactStore, reads: Allowed): View {
  let views = quietViews.get(store);
  if (views === undefined) quietViews.set(store, (views = new Map<Allowed, View>()));
  let view = views.get(reads);
  if (view === undefined) views.set(reads, (view = openView(store.cluster, store, reads)));
  return view;
}

/** Judges a workload within its Cluster. */
export function judgeWorkload(check: WorkloadCheck, workload: Workload, context: JudgeContext): TracedOutcome {
  const { store, options, traced = false } = context;
  const leanedOn = traced ? new Set<string>() : undefined;
  const view =
    leanedOn === undefined ? quietView(store, check.reads) : openView(store.cluster, store, check.reads, leanedOn);
  return trace(
    collect(() => check.judge(workload, view, options), workload.template.broken),
    leanedOn,
  );
}

/** Judges an object within its Cluster. */
export function judgeObject(check: ObjectCheck, object: KubeObject, context: JudgeContext): TracedOutcome {
  const { store, options, traced = false } = context;
  const leanedOn = traced ? new Set<string>() : undefined;
  const view =
    leanedOn === undefined ? quietView(store, check.reads) : openView(store.cluster, store, check.reads, leanedOn);
  return trace(
    collect(() => check.judge(object, view, options), []),
    leanedOn,
  );
}
