import type { Gap, KubeObject } from '../../model/cluster/index.ts';
import type { Workload } from '../../model/facts/index.ts';
import type { Path } from '../../model/json.ts';
import type { Judgement, Undecided, Verdict } from '../../model/verdicts/index.ts';
import { INVALID_RULE } from './invalid.ts';
import type { ActiveCheck, Outcome } from './judge.ts';
import type { PostureRun } from './run.ts';
import { createWalk } from './walk.ts';

/** A verdict with what it was expanded from: enough to judge it again. */
export interface VerdictSource {
  readonly active: ActiveCheck;
  readonly verdict: Verdict;
  /** The pod template that was judged; undefined where the object itself was. */
  readonly workload: Workload | undefined;
  /** How many pod templates the object holds. */
  readonly templates: number;
}

/** All verdicts of one object: of its pod templates first, checks in the run's order within a scope. */
export interface ObjectVerdicts {
  readonly object: KubeObject;
  /** Its pod templates. */
  readonly workloads: readonly Workload[];
  readonly sources: readonly VerdictSource[];
}

function undecidedBy(gaps: readonly Gap[]): Undecided {
  return { kind: gaps.some((gap) => gap.state === 'unreadable') ? 'unreadable' : 'open', gaps };
}

function whyUndecided(judgement: Judgement, known: boolean): Undecided | undefined {
  if (judgement.rule === INVALID_RULE) return { kind: 'invalid', detail: judgement.words?.['detail'] ?? '' };
  if (!known) return { kind: 'crash', detail: `the check has no rule ${judgement.rule}` };
  if (judgement.gaps !== undefined && judgement.gaps.length > 0) return undecidedBy(judgement.gaps);
  return undefined;
}

// One literal for each shape, no spreads: this runs for every verdict, several times.
function toVerdict(active: ActiveCheck, object: KubeObject, root: Path, judgement: Judgement): Verdict {
  const { meta } = active.check;
  const rule = meta.rules[judgement.rule];
  const severity = active.severity ?? judgement.severity ?? meta.severity;
  const check = meta.id;
  const undecided = whyUndecided(judgement, rule !== undefined);
  if (undecided !== undefined) return { check, verdict: 'unknown', severity, object, root, judgement, undecided };
  return { check, verdict: rule?.verdict ?? 'unknown', severity, object, root, judgement };
}

function crashOf({ check: { meta }, severity }: ActiveCheck, { object, workload }: Stand, detail: string): Verdict {
  return {
    check: meta.id,
    severity: severity ?? meta.severity,
    object,
    root: workload?.root ?? NO_PATH,
    judgement: { rule: 'crash', path: NO_PATH },
    verdict: 'unknown',
    undecided: { kind: 'crash', detail },
  };
}

/** Where the walk is. */
interface Stand {
  readonly object: KubeObject;
  readonly workload: Workload | undefined;
  readonly templates: number;
}

const NO_PATH: Path = Object.freeze([]);

/** Puts what the checks of one scope said into a list: a generator for each check would take as long as all else. */
function expand(
  into: VerdictSource[],
  checks: readonly ActiveCheck[],
  outcomes: readonly (Outcome | undefined)[],
  stand: Stand,
): void {
  const { object, workload, templates } = stand;
  const root = workload?.root ?? NO_PATH;
  for (const [i, active] of checks.entries()) {
    const outcome = outcomes[i];
    if (outcome === undefined) continue;
    for (const judgement of outcome.judgements)
      into.push({ active, verdict: toVerdict(active, object, root, judgement), workload, templates });
    if (outcome.crash !== undefined)
      into.push({ active, verdict: crashOf(active, stand, outcome.crash), workload, templates });
  }
}

/** Walks objects of a run (by default all, in the Cluster's order), each with its verdicts; one object's are held at a time. */
export function* verdictsByObject(
  run: PostureRun,
  objects: readonly KubeObject[] = run.cluster.objects,
): Iterable<ObjectVerdicts> {
  const { scoped } = run;
  const ask = createWalk(run);
  for (const object of objects) {
    const said = ask(object);
    if (said === undefined) continue;
    const { workloads, ofTemplates, ofWorkloads, ofObject } = said;
    const sources: VerdictSource[] = [];
    for (const [i, workload] of workloads.entries()) {
      const stand = { object, workload, templates: workloads.length };
      expand(sources, scoped.template, ofTemplates[i] ?? [], stand);
      expand(sources, scoped.workload, ofWorkloads[i] ?? [], stand);
    }
    expand(sources, scoped.object, ofObject, { object, workload: undefined, templates: workloads.length });
    yield { object, workloads, sources };
  }
}

/** All verdicts of a run, object by object in the Cluster's order. */
export function* verdictsOf(run: PostureRun): Iterable<VerdictSource> {
  for (const { sources } of verdictsByObject(run)) yield* sources;
}

/** What tells findings of one object apart: check, template, container, rule, item; never a line or an index of a list that may be reordered. DESIGN §4. */
export function judgementKey(judgement: Judgement): string {
  return [judgement.rule, judgement.container ?? '', judgement.item ?? ''].join('\u0000');
}
