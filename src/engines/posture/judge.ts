import type { KubeObject } from '../../model/cluster/index.ts';
import { openView, type FactStore, type Workload } from '../../model/facts/index.ts';
import type { Path } from '../../model/json.ts';
import { InvalidFieldError, type PodTemplate } from '../../model/kube/index.ts';
import type { Judgement, Severity } from '../../model/verdicts/index.ts';
import type { Check, ObjectCheck, TemplateCheck, WorkloadCheck } from './contract.ts';
import { INVALID_RULE, invalidJudgement } from './invalid.ts';

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
  /** Set where a run keeps little (see Keep): nothing but passes was said, or what was said is kept by name only and must be judged again to be shown. */
  readonly kept?: 'passes' | 'names';
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

/**
 * How much of what was said a run keeps: `failed` keeps of each judgement what counting needs, its rule and whom it is about; evidence and fixes come from
 * judging again when they are shown. Such a run cannot be judged anew after a change. Memory then does not grow with what fails.
 */
export type Keep = 'all' | 'failed';

/** Judgements and outcomes that were made brief: one for each check and content. */
const briefJudgements = new WeakMap<Check, Map<string, Judgement>>();
const briefOutcomes = new WeakMap<Check, Map<string, TracedOutcome>>();
const NOTHING: readonly string[] = Object.freeze([]);
const NOWHERE: Path = Object.freeze([]);

function remembered<T>(cache: WeakMap<Check, Map<string, T>>, check: Check, key: string, make: () => T): T {
  let ofCheck = cache.get(check);
  if (ofCheck === undefined) cache.set(check, (ofCheck = new Map<string, T>()));
  let value = ofCheck.get(key);
  if (value === undefined) ofCheck.set(key, (value = make()));
  return value;
}

function isQuiet(check: Check, { rule, gaps }: Judgement): boolean {
  const verdict = check.meta.rules[rule]?.verdict;
  return (verdict === 'pass' || verdict === 'not-applicable') && (gaps === undefined || gaps.length === 0);
}

/** What tells brief judgements apart. */
function briefKey({ rule, container, item, severity, gaps = [], words }: Judgement): string {
  const missing = gaps.map(
    ({ gk, namespace, name, state }) => `${gk}\u0001${namespace ?? ''}\u0001${name ?? ''}\u0001${state}`,
  );
  const detail = rule === INVALID_RULE ? (words?.['detail'] ?? '') : '';
  return [rule, container ?? '', item ?? '', severity ?? '', detail, ...missing].join('\u0000');
}

function briefOf(judgement: Judgement): Judgement {
  const { rule, container, item, severity, gaps, words } = judgement;
  return {
    rule,
    path: NOWHERE,
    ...(container === undefined ? {} : { container }),
    ...(item === undefined ? {} : { item }),
    ...(severity === undefined ? {} : { severity }),
    ...(gaps === undefined || gaps.length === 0 ? {} : { gaps }),
    ...(rule === INVALID_RULE && words !== undefined ? { words } : {}),
  };
}

function quietOutcome(check: Check, rule: string, count: number): TracedOutcome {
  return remembered(briefOutcomes, check, `${rule}\u0003${count}`, () => {
    const said = remembered(briefJudgements, check, rule, () => ({ rule, path: NOWHERE }));
    return { judgements: Array.from({ length: count }, () => said), leanedOn: NOTHING, kept: 'passes' };
  });
}

function shorten(check: Check, outcome: Outcome): TracedOutcome {
  if (outcome.crash !== undefined) return { ...outcome, leanedOn: NOTHING };
  const [first] = outcome.judgements;
  // Most outcomes: every container passes for the same reason.
  if (first !== undefined && outcome.judgements.every((one) => one.rule === first.rule && isQuiet(check, one)))
    return quietOutcome(check, first.rule, outcome.judgements.length);
  const quiet = outcome.judgements.map((one) => isQuiet(check, one));
  const keys = outcome.judgements.map((one, i) => (quiet[i] === true ? one.rule : briefKey(one)));
  return remembered(briefOutcomes, check, keys.join('\u0002'), () => ({
    judgements: outcome.judgements.map((one, i) =>
      remembered(briefJudgements, check, keys[i] ?? '', () =>
        quiet[i] === true ? { rule: one.rule, path: NOWHERE } : briefOf(one),
      ),
    ),
    leanedOn: NOTHING,
    kept: quiet.includes(false) ? 'names' : 'passes',
  }));
}

/** Judges a template; what could not be read of it is said as `invalid`, never passed over. */
export function judgeTemplate(
  check: TemplateCheck,
  template: PodTemplate,
  {
    minor,
    options,
    keep = 'all',
  }: { readonly minor: number; readonly options: ActiveCheck['options']; readonly keep?: Keep },
): Outcome {
  const outcome = collect(() => check.judge(template, { minor, options }), template.broken);
  return keep === 'all' ? outcome : shorten(check, outcome);
}

/** Where a judge reads, what its options are, and how much is kept. */
export interface JudgeContext {
  readonly store: FactStore;
  readonly options: ActiveCheck['options'];
  readonly keep?: Keep;
}

function trace(outcome: Outcome, leanedOn: ReadonlySet<string>): TracedOutcome {
  const { judgements, crash } = outcome;
  return crash === undefined ? { judgements, leanedOn: [...leanedOn] } : { judgements, crash, leanedOn: [...leanedOn] };
}

/** Judges a workload within its Cluster. */
export function judgeWorkload(check: WorkloadCheck, workload: Workload, context: JudgeContext): TracedOutcome {
  const { store, options, keep = 'all' } = context;
  const leanedOn = new Set<string>();
  const view = openView(store.cluster, store, check.reads, leanedOn);
  const outcome = collect(() => check.judge(workload, view, options), workload.template.broken);
  return keep === 'all' ? trace(outcome, leanedOn) : shorten(check, outcome);
}

/** Judges an object within its Cluster. */
export function judgeObject(check: ObjectCheck, object: KubeObject, context: JudgeContext): TracedOutcome {
  const { store, options, keep = 'all' } = context;
  const leanedOn = new Set<string>();
  const view = openView(store.cluster, store, check.reads, leanedOn);
  const outcome = collect(() => check.judge(object, view, options), []);
  return keep === 'all' ? trace(outcome, leanedOn) : shorten(check, outcome);
}
