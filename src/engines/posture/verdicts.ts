import type { Gap, KubeObject } from '../../model/cluster/index.ts';
import type { Path } from '../../model/json.ts';
import type { Judgement, Undecided, Verdict } from '../../model/verdicts/index.ts';
import { INVALID_RULE } from './invalid.ts';
import type { ActiveCheck, Outcome } from './judge.ts';
import type { PostureRun } from './run.ts';

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

function* expand(active: ActiveCheck, object: KubeObject, root: Path, outcome: Outcome): Iterable<VerdictSource> {
  for (const judgement of outcome.judgements) yield { active, verdict: toVerdict(active, object, root, judgement) };
  if (outcome.crash === undefined) return;
  const { meta } = active.check;
  const judgement: Judgement = { rule: 'crash', path: [] };
  const undecided: Undecided = { kind: 'crash', detail: outcome.crash };
  yield {
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
  };
}

/**
 * Expands a run into its verdicts: objects in the Cluster's order, of each object its pod templates first, checks in the run's order within a
 * scope. Nothing is kept: memory stays with the distinct outcomes.
 */
export function* verdictsOf(run: PostureRun): Iterable<VerdictSource> {
  const { scoped } = run;
  for (const object of run.cluster.objects) {
    const found = run.byObject.get(object);
    if (found === undefined) continue;
    for (const [i, workload] of found.workloads.entries()) {
      const ofClass = run.byClass.get(workload.classOf) ?? [];
      for (const [j, active] of scoped.template.entries()) yield* expandAt(active, object, workload.root, ofClass[j]);
      for (const [j, active] of scoped.workload.entries())
        yield* expandAt(active, object, workload.root, found.ofWorkloads[i]?.[j]);
    }
    for (const [j, active] of scoped.object.entries()) yield* expandAt(active, object, [], found.ofObject[j]);
  }
}

function expandAt(
  active: ActiveCheck,
  object: KubeObject,
  root: Path,
  outcome: Outcome | undefined,
): Iterable<VerdictSource> {
  return outcome === undefined ? [] : expand(active, object, root, outcome);
}

/** What tells findings of one object apart: check, template, container, rule, item; never a line or an index of a list that may be reordered. DESIGN §4. */
export function judgementKey(judgement: Judgement): string {
  return [judgement.rule, judgement.container ?? '', judgement.item ?? ''].join('\u0000');
}
