import type { FixProver, PostureRun, VerdictSource } from '../../engines/posture/index.ts';
import { formatPath, type Path } from '../../model/json.ts';
import type { Judgement, Undecided } from '../../model/verdicts/index.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { controlOf } from './control.ts';
import { type DecidingField, evidenceOf } from './evidence.ts';
import type { FindException } from './exceptions.ts';
import { fixOf } from './fix.ts';
import { fingerprintOf } from './identity.ts';
import { describeJudgement } from './message.ts';
import type { FindPlatform } from './platform.ts';
import { regionOf } from './regions.ts';
import type { Sheet } from './sheets.ts';
import type { Finding, Region, ShownFinding } from './types.ts';
import { detailOf } from './undecided.ts';

/** A finding that is being filled. */
type Draft = { -readonly [K in keyof Finding]?: Finding[K] };

/** Makes verdicts into findings. */
export interface Presenter {
  present(source: VerdictSource, sheet: Sheet | undefined): Finding;
  /** The same without the identity. */
  show(source: VerdictSource, sheet: Sheet | undefined): ShownFinding;
}

/** What presenting needs to know of the run. */
export interface PresentContext {
  readonly run: PostureRun;
  readonly profile: string;
  readonly prover: FixProver;
  readonly findException: FindException;
  readonly findPlatform: FindPlatform;
}

function undecidedOf(undecided: Undecided): NonNullable<Finding['undecided']> {
  const gaps = 'gaps' in undecided ? { gaps: undecided.gaps } : {};
  return { kind: undecided.kind, detail: detailOf(undecided), ...gaps };
}

function fieldOf(root: Path, { path }: Judgement): DecidingField {
  const at = root.length === 0 ? path : [...root, ...path];
  return { at, text: formatPath(at) };
}

/** Where a field stands; many findings of an object are about the same one. */
function placeOf(sheet: Sheet, object: KubeObject, { at, text }: DecidingField): Region | undefined {
  const known = sheet.regions.get(text);
  if (known !== undefined) return known;
  const region = regionOf(sheet, object, at);
  if (region !== undefined) sheet.regions.set(text, region);
  return region;
}

/** Adds what only failed verdicts have: fix, acceptance and what a default assumed. */
function addFailure(finding: Draft, source: VerdictSource, sheet: Sheet | undefined, context: PresentContext): void {
  const { verdict } = source;
  if (verdict.verdict !== 'fail') return;
  const { assumes } = verdict.judgement;
  const fix = fixOf(source, sheet, context.prover);
  const accepted = context.findException(verdict.check, verdict.object);
  if (fix !== undefined) finding.fix = fix;
  if (accepted !== undefined) finding.accepted = accepted;
  if (assumes !== undefined && assumes.length > 0) finding.assumes = assumes;
}

/** Makes the presenter of one run; the control of each check is found once. */
export function createPresenter(context: PresentContext): Presenter {
  const { run, profile } = context;
  const controls = new Map(
    run.active.map(({ check }) => [check.meta.id, controlOf(check.meta, profile, run.cluster.version.minor)]),
  );
  // Filled in the order in which reports write it, without a copy for each part that may be missing: this runs for every finding.
  const fill = (finding: Draft, source: VerdictSource, sheet: Sheet | undefined): ShownFinding => {
    const { check, verdict, severity, object, root, judgement, undecided } = source.verdict;
    const control = controls.get(check);
    const platform = context.findPlatform(object);
    const field = fieldOf(root, judgement);
    const region = sheet === undefined ? undefined : placeOf(sheet, object, field);
    finding.check = check;
    finding.verdict = verdict;
    finding.severity = severity;
    if (control !== undefined) finding.control = control;
    finding.object = object.ref;
    if (judgement.container !== undefined) finding.container = judgement.container;
    if (judgement.item !== undefined) finding.item = judgement.item;
    finding.rule = judgement.rule;
    finding.message = describeJudgement(source.active, judgement, undecided);
    finding.evidence = evidenceOf(judgement, field, object);
    if (region !== undefined) finding.region = region;
    if (platform !== undefined) finding.platform = platform.id;
    addFailure(finding, source, sheet, context);
    if (undecided !== undefined) finding.undecided = undecidedOf(undecided);
    return finding as ShownFinding;
  };
  return {
    present: (source, sheet) => fill({ fingerprint: fingerprintOf(source) }, source, sheet) as Finding,
    show: (source, sheet) => fill({}, source, sheet),
  };
}
