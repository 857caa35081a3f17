import type { KubeObject } from '../../model/cluster/index.ts';
import { openView, type FactStore, type Workload } from '../../model/facts/index.ts';
import type { Path } from '../../model/json.ts';
import { brokenContainerLists, InvalidFieldError, type PodTemplate } from '../../model/kube/index.ts';
import type { Judgement, Severity } from '../../model/verdicts/index.ts';
import type { Check, ObjectCheck, TemplateCheck, WorkloadCheck } from './contract.ts';
import { invalidJudgement } from './invalid.ts';

/** A check as a run uses it: with the user's severity, if any, and a value for every option. */
export interface ActiveCheck {
  readonly check: Check;
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, boolean | number | string | readonly string[]>>;
}

/** What one check said of one subject: its judgements in order, and the crash that ended it, if one did. */
export interface Outcome {
  readonly judgements: readonly Judgement[];
  readonly crash?: string;
}

/** An outcome with the lists and objects it leaned on. */
export interface TracedOutcome extends Outcome {
  readonly leanedOn: readonly string[];
}

function collect(judge: () => Iterable<Judgement>, broken: readonly Path[]): Outcome {
  const judgements: Judgement[] = [];
  try {
    for (const judgement of judge()) judgements.push(judgement);
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
  minor: number,
  options: ActiveCheck['options'],
): Outcome {
  return collect(() => check.judge(template, { minor, options }), brokenContainerLists(template));
}

/** Judges a workload within its Cluster. */
export function judgeWorkload(
  check: WorkloadCheck,
  workload: Workload,
  store: FactStore,
  options: ActiveCheck['options'],
): TracedOutcome {
  const leanedOn = new Set<string>();
  const view = openView(store.cluster, store, check.reads, leanedOn);
  const outcome = collect(() => check.judge(workload, view, options), brokenContainerLists(workload.template));
  return { ...outcome, leanedOn: [...leanedOn] };
}

/** Judges an object within its Cluster. */
export function judgeObject(
  check: ObjectCheck,
  object: KubeObject,
  store: FactStore,
  options: ActiveCheck['options'],
): TracedOutcome {
  const leanedOn = new Set<string>();
  const view = openView(store.cluster, store, check.reads, leanedOn);
  const outcome = collect(() => check.judge(object, view, options), []);
  return { ...outcome, leanedOn: [...leanedOn] };
}
