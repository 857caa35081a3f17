import type { Gap, KubeObject } from '../../model/cluster/index.ts';
import type { Workload } from '../../model/facts/index.ts';
import { formatPath, type Path } from '../../model/json.ts';
import type { Judgement, Undecided, Verdict } from '../../model/verdicts/index.ts';
import { INVALID_RULE } from './invalid.ts';
import type { ActiveCheck, Outcome } from './judge.ts';
import { createReviver, judgeAgain, type Reviver } from './revive.ts';
import { type PostureRun, runOf } from './run.ts';

/** Which fact of a run a verdict was expanded from: enough to judge it again. */
export interface VerdictSource {
  readonly active: ActiveCheck;
  readonly verdict: Verdict;
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

/** Puts what one check said into a list: a generator for each would take as long as all else. */
function expand(into: VerdictSource[], active: ActiveCheck, { object, workload }: Stand, outcome: Outcome): void {
  const root = workload?.root ?? [];
  for (const judgement of outcome.judgements)
    into.push({ active, verdict: toVerdict(active, object, root, judgement) });
  if (outcome.crash === undefined) return;
  const { meta } = active.check;
  const judgement: Judgement = { rule: 'crash', path: [] };
  const undecided: Undecided = { kind: 'crash', detail: outcome.crash };
  into.push({
    active,
    verdict: {
      check: meta.id,
      severity: active.severity ?? meta.severity,
      object,
      root,
      judgement,
      verdict: 'unknown',
      undecided,
    },
  });
}

/**
 * Which verdicts a walk wants: `all` as the run kept them, enough for counting; `whole` with evidence and fixes, judged again where the run kept names
 * only, and without outcomes of which it kept nothing but that they passed.
 */
export type Wanted = 'all' | 'whole';

/** Where the walk is. */
interface Stand {
  readonly object: KubeObject;
  readonly workload: Workload | undefined;
  readonly reviver: Reviver | undefined;
}

function expandAll(
  checks: readonly ActiveCheck[],
  outcomes: readonly (Outcome | undefined)[],
  stand: Stand,
): readonly VerdictSource[] {
  const { object, workload, reviver } = stand;
  const into: VerdictSource[] = [];
  for (let i = 0; i < checks.length; i++) {
    const [active, outcome] = [checks[i], outcomes[i]];
    if (active === undefined || outcome === undefined) continue;
    if (reviver !== undefined && outcome.kept === 'passes') continue;
    const whole =
      reviver !== undefined && outcome.kept === 'names' ? reviver.revive(active, { object, workload }) : outcome;
    expand(into, active, stand, whole);
  }
  return into;
}

/**
 * Expands the verdicts of some objects of a run (by default of all), in the order given; of each object its pod templates first, checks in the run's
 * order within a scope. Nothing is kept: memory stays with the distinct outcomes.
 */
export function* verdictsOf(
  run: PostureRun,
  wanted: Wanted = 'all',
  objects: readonly KubeObject[] = run.cluster.objects,
): Iterable<VerdictSource> {
  const { template, workload: ofWorkload, object: ofObject } = run.scoped;
  const reviver = wanted === 'whole' ? createReviver(run) : undefined;
  for (const object of objects) {
    const found = runOf(run, object);
    if (found === undefined) continue;
    for (const [i, workload] of found.workloads.entries()) {
      const stand = { object, workload, reviver };
      yield* expandAll(template, run.byClass.get(workload.classOf) ?? [], stand);
      yield* expandAll(ofWorkload, found.ofWorkloads[i] ?? [], stand);
    }
    yield* expandAll(ofObject, found.ofObject, { object, workload: undefined, reviver });
  }
}

/** The same verdict with its evidence and fix, where the run kept it by name only. */
export function wholeVerdict(run: PostureRun, source: VerdictSource): VerdictSource {
  if (run.keep === 'all') return source;
  const { active, verdict } = source;
  const { object, root, judgement } = verdict;
  const workload = runOf(run, object)?.workloads.find((one) => formatPath(one.root) === formatPath(root));
  const { judgements } = judgeAgain(run, active, { object, workload });
  const key = judgementKey(judgement);
  const whole = judgements.find((one) => judgementKey(one) === key);
  return whole === undefined ? source : { active, verdict: toVerdict(active, object, root, whole) };
}

/** What tells findings of one object apart: check, template, container, rule, item; never a line or an index of a list that may be reordered. DESIGN §4. */
export function judgementKey(judgement: Judgement): string {
  return [judgement.rule, judgement.container ?? '', judgement.item ?? ''].join('\u0000');
}
