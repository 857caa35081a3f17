import {
  type ObjectVerdicts,
  type PostureRun,
  type VerdictSource,
  verdictsByObject,
} from '../../engines/posture/index.ts';
import { compareText, type KubeObject } from '../../model/cluster/index.ts';
import type { Platform } from '../../model/kube/index.ts';
import { SEVERITIES, type Severity, type Undecided, type VerdictKind } from '../../model/verdicts/index.ts';
import type { FindException } from './exceptions.ts';
import { SEVERITY_RANK } from './order.ts';
import type { FindPlatform } from './platform.ts';
import type { NamespaceSummary, PlatformSummary, SeverityCounts, UndecidedGroup } from './types.ts';
import { causeOf } from './undecided.ts';
import { type Candidate, offer, pickFirst } from './worst.ts';

/** One group while it is being counted. */
export interface GroupTally {
  readonly check: string;
  readonly rule: string;
  severity: Severity;
  count: number;
  accepted: number;
  objects: number;
  readonly worst: Candidate[];
  /** The finding of the object at hand that would be shown. */
  pending: VerdictSource | undefined;
}

/** What one namespace counts. */
export interface NamespaceTally {
  workloads: number;
  objects: number;
  readonly failed: number[];
}

/** What one part of the platform counts. */
export interface PlatformTally extends NamespaceTally {
  readonly title: string;
  readonly checks: Set<string>;
}

/** Verdicts that are undecided for one cause. */
export interface UndecidedTally {
  readonly kind: Undecided['kind'];
  readonly cause: string;
  readonly checks: Set<string>;
  count: number;
}

/** Everything that one pass over the verdicts counts. */
export interface Tally {
  readonly verdicts: Record<VerdictKind, number>;
  accepted: number;
  expired: number;
  readonly groups: Map<string, Map<string, GroupTally>>;
  readonly namespaces: Map<string, NamespaceTally>;
  readonly undecided: Map<string, UndecidedTally>;
  readonly platform: Map<string, PlatformTally>;
}

/** How a run is counted. */
export interface TallyOptions {
  readonly findException: FindException;
  /** Findings to keep for each group. */
  readonly perGroup: number;
  /** Objects that are counted as the platform's, apart from the rest. */
  readonly findFolded: FindPlatform;
}

function noCounts(): number[] {
  return SEVERITIES.map(() => 0);
}

/** Counts by rank as counts by name. */
export function toCounts(counts: readonly number[]): SeverityCounts {
  return Object.fromEntries(SEVERITIES.map((severity, rank) => [severity, counts[rank] ?? 0])) as Record<
    Severity,
    number
  >;
}

function groupOf(tally: Tally, { check, severity, judgement }: VerdictSource['verdict']): GroupTally {
  let byRule = tally.groups.get(check);
  if (byRule === undefined) tally.groups.set(check, (byRule = new Map<string, GroupTally>()));
  let group = byRule.get(judgement.rule);
  if (group === undefined) {
    group = { check, rule: judgement.rule, severity, count: 0, accepted: 0, objects: 0, worst: [], pending: undefined };
    byRule.set(judgement.rule, group);
  }
  if (SEVERITY_RANK[severity] < SEVERITY_RANK[group.severity]) group.severity = severity;
  return group;
}

function namespaceOf(tally: Tally, namespace: string): NamespaceTally {
  let found = tally.namespaces.get(namespace);
  if (found === undefined) tally.namespaces.set(namespace, (found = { workloads: 0, objects: 0, failed: noCounts() }));
  return found;
}

function countUndecided(tally: Tally, check: string, undecided: Undecided): void {
  const cause = causeOf(undecided);
  const key = `${undecided.kind}\u0000${cause}`;
  let found = tally.undecided.get(key);
  if (found === undefined)
    tally.undecided.set(key, (found = { kind: undecided.kind, cause, checks: new Set(), count: 0 }));
  found.checks.add(check);
  found.count++;
}

/** Counts one failed verdict; returns its group when it counts, undefined when it is accepted. */
function countFailed(tally: Tally, source: VerdictSource, findException: FindException): GroupTally | undefined {
  const { verdict } = source;
  const group = groupOf(tally, verdict);
  const accepted = findException(verdict.check, verdict.object);
  if (accepted?.expired === true) tally.expired++;
  if (accepted?.expired === false) {
    tally.accepted++;
    group.accepted++;
    return undefined;
  }
  group.count++;
  return group;
}

function countObject(tally: Tally, sources: readonly VerdictSource[], failed: number[], options: TallyOptions): void {
  const score = noCounts();
  const touched: GroupTally[] = [];
  for (const source of sources) {
    const { verdict } = source;
    tally.verdicts[verdict.verdict]++;
    if (verdict.undecided !== undefined) countUndecided(tally, verdict.check, verdict.undecided);
    const group = verdict.verdict === 'fail' ? countFailed(tally, source, options.findException) : undefined;
    if (group === undefined) continue;
    const rank = SEVERITY_RANK[verdict.severity];
    score[rank] = (score[rank] ?? 0) + 1;
    failed[rank] = (failed[rank] ?? 0) + 1;
    if (group.pending === undefined) touched.push(group);
    group.pending = pickFirst(group.pending, source);
  }
  for (const group of touched) {
    group.objects++;
    if (group.pending !== undefined) offer(group.worst, { source: group.pending, score }, options.perGroup);
    group.pending = undefined;
  }
}

function platformTallyOf(tally: Tally, { id, title }: Platform): PlatformTally {
  let found = tally.platform.get(id);
  if (found === undefined) {
    found = { title, workloads: 0, objects: 0, failed: noCounts(), checks: new Set() };
    tally.platform.set(id, found);
  }
  return found;
}

/** Counts an object of the platform: its findings are in no group. */
function countFolded(
  tally: Tally,
  sources: readonly VerdictSource[],
  own: PlatformTally,
  { findException }: TallyOptions,
): void {
  for (const { verdict } of sources) {
    tally.verdicts[verdict.verdict]++;
    if (verdict.undecided !== undefined) countUndecided(tally, verdict.check, verdict.undecided);
    if (verdict.verdict !== 'fail') continue;
    const accepted = findException(verdict.check, verdict.object);
    if (accepted?.expired === true) tally.expired++;
    if (accepted?.expired === false) tally.accepted++;
    else {
      const rank = SEVERITY_RANK[verdict.severity];
      own.failed[rank] = (own.failed[rank] ?? 0) + 1;
      own.checks.add(verdict.check);
    }
  }
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return {
    verdicts: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, manual: 0 },
    accepted: 0,
    expired: 0,
    groups: new Map(),
    namespaces: new Map(),
    undecided: new Map(),
    platform: new Map(),
  };
}

/** Counts the verdicts of one more object; places in files are not looked for. */
export function addObject(tally: Tally, told: ObjectVerdicts, options: TallyOptions): void {
  const { object, workloads, sources, quiet } = told;
  tally.verdicts.pass += quiet.pass;
  tally.verdicts['not-applicable'] += quiet['not-applicable'];
  const platform = options.findFolded(object);
  const folded = platform && platformTallyOf(tally, platform);
  const place = folded ?? namespaceOf(tally, object.ref.namespace);
  place.objects++;
  if (workloads.length > 0) place.workloads++;
  if (folded === undefined) countObject(tally, sources, place.failed, options);
  else countFolded(tally, sources, folded, options);
}

/** Counts all verdicts of some objects of a run (by default of all) in one pass. */
export function tallyRun(run: PostureRun, options: TallyOptions, objects?: readonly KubeObject[]): Tally {
  const tally = emptyTally();
  for (const verdicts of verdictsByObject(run, { ...(objects && { objects }), quiet: 'counted' }))
    addObject(tally, verdicts, options);
  return tally;
}

/** Namespaces by name, cluster-scoped objects first. */
export function toNamespaces(tally: Tally): readonly NamespaceSummary[] {
  return [...tally.namespaces]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([namespace, { workloads, objects, failed }]) => ({
      namespace,
      workloads,
      objects,
      failed: toCounts(failed),
    }));
}

/** Parts of the platform by id. */
export function toPlatform(tally: Tally): readonly PlatformSummary[] {
  return [...tally.platform]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([id, { title, workloads, objects, failed, checks }]) => ({
      id,
      title,
      workloads,
      objects,
      failed: toCounts(failed),
      checks: [...checks].toSorted(compareText),
    }));
}

const UNDECIDED_ORDER: readonly Undecided['kind'][] = ['crash', 'unreadable', 'invalid', 'open'];

/** Undecided groups: first what is wrong with us or the input, last what is only not in these files; the most frequent first. */
export function toUndecided(tally: Tally): readonly UndecidedGroup[] {
  return [...tally.undecided.values()]
    .toSorted(
      (a, b) =>
        UNDECIDED_ORDER.indexOf(a.kind) - UNDECIDED_ORDER.indexOf(b.kind) ||
        b.count - a.count ||
        compareText(a.cause, b.cause),
    )
    .map(({ kind, cause, checks, count }) => ({ kind, cause, checks: [...checks].toSorted(compareText), count }));
}
