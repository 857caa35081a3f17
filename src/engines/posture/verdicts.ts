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
  /** Verdicts that were only counted. */
  readonly quiet: { readonly pass: number; readonly 'not-applicable': number };
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

/** Where the walk is, and what was told there. */
interface Stand {
  readonly object: KubeObject;
  readonly workload: Workload | undefined;
  readonly templates: number;
  readonly told: VerdictSource[];
  /** Absent where passes are told like all else. */
  readonly quiet: { pass: number; 'not-applicable': number } | undefined;
}

/** The verdict of a judgement that nobody needs to be told of but by number. */
function quietVerdict(active: ActiveCheck, { rule, gaps }: Judgement): 'pass' | 'not-applicable' | undefined {
  const verdict = active.check.meta.rules[rule]?.verdict;
  if (verdict !== 'pass' && verdict !== 'not-applicable') return undefined;
  return gaps === undefined || gaps.length === 0 ? verdict : undefined;
}

const NO_PATH: Path = Object.freeze([]);

/** Puts what one check said into the list of what is told: a generator for each check would take as long as all else. */
function tell(active: ActiveCheck, { judgements, crash }: Outcome, stand: Stand): void {
  const { object, workload, templates, told, quiet } = stand;
  const root = workload?.root ?? NO_PATH;
  for (const judgement of judgements) {
    const counted = quiet && quietVerdict(active, judgement);
    if (quiet !== undefined && counted !== undefined) quiet[counted]++;
    else told.push({ active, verdict: toVerdict(active, object, root, judgement), workload, templates });
  }
  if (crash !== undefined) told.push({ active, verdict: crashOf(active, stand, crash), workload, templates });
}

function tellAll(checks: readonly ActiveCheck[], outcomes: readonly (Outcome | undefined)[], stand: Stand): void {
  for (let i = 0; i < checks.length; i++) {
    const [active, outcome] = [checks[i], outcomes[i]];
    if (active !== undefined && outcome !== undefined) tell(active, outcome, stand);
  }
}

/** What a walk goes over, and what it tells. */
export interface WalkOptions {
  /** By default all objects, in the Cluster's order. */
  readonly objects?: readonly KubeObject[];
  /** Whether passes and what is not applicable are told one by one (by default), or only counted: there are many. */
  readonly quiet?: 'told' | 'counted';
}

/** Walks objects of a run, each with its verdicts; one object's are held at a time. */
export function* verdictsByObject(run: PostureRun, options: WalkOptions = {}): Iterable<ObjectVerdicts> {
  const { objects = run.cluster.objects } = options;
  const { scoped } = run;
  const ask = createWalk(run);
  for (const object of objects) {
    const said = ask(object);
    if (said === undefined) continue;
    const { workloads, ofTemplates, ofWorkloads, ofObject } = said;
    const told: VerdictSource[] = [];
    const quiet = { pass: 0, 'not-applicable': 0 };
    const templates = workloads.length;
    const here = { object, templates, told, quiet: options.quiet === 'counted' ? quiet : undefined };
    for (const [i, workload] of workloads.entries()) {
      const stand = { ...here, workload };
      tellAll(scoped.template, ofTemplates[i] ?? [], stand);
      tellAll(scoped.workload, ofWorkloads[i] ?? [], stand);
    }
    tellAll(scoped.object, ofObject, { ...here, workload: undefined });
    yield { object, workloads, sources: told, quiet };
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
