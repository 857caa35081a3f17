import { createFixProver, type FixProver, type PostureRun, verdictsByObject } from '../../engines/posture/index.ts';
import {
  compareText,
  createObject,
  type Diagnostic,
  groupKind,
  type KubeObject,
  splitApiVersion,
} from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { isNamespaced } from '../../model/kube/index.ts';
import type { Severity } from '../../model/verdicts/index.ts';
import type { ExceptionSettings } from '../settings/index.ts';
import { findExceptions } from './exceptions.ts';
import { compareSources, SEVERITY_RANK } from './order.ts';
import { type FindPlatform, NO_PLATFORM } from './platform.ts';
import { fingerprintOf } from './identity.ts';
import { createPresenter, type Presenter } from './present.ts';
import { openSheets, type Sheets } from './sheets.ts';
import {
  addObject,
  emptyTally,
  type GroupTally,
  type Tally,
  type TallyOptions,
  tallyRun,
  toCounts,
  toNamespaces,
  toPlatform,
  toUndecided,
} from './tally.ts';
import { tallyAgain, type TallyMemory } from './tally-memory.ts';
import type { Finding, FindingGroup, Report, ReportInput, ReportSummary, ShownFinding, WorstFinding } from './types.ts';
import type { Candidate } from './worst.ts';
import { findUnjudged } from './unjudged.ts';

/** What a report says beside the verdicts: how the input was come by, and how to show it. */
export interface ReportContext extends Pick<
  ReportInput,
  'targets' | 'profile' | 'complete' | 'files' | 'documents' | 'skipped'
> {
  /** Version of the program. */
  readonly version: string;
  /** Something that was asked for could not be read: exit code 3, whatever was found. */
  readonly unreadable: boolean;
  readonly failOn: Severity | 'never';
  readonly exceptions: readonly ExceptionSettings[];
  /** The day in UTC, `YYYY-MM-DD`: decides which exceptions have expired. */
  readonly today: string;
  /** What `findings` gives: failed verdicts (default), or all. */
  readonly verdicts?: 'failed' | 'all';
  /** Findings to keep for each group; 3 by default. */
  readonly perGroup?: number;
  /** By default those of the run's Cluster; what was not judged is added. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Labels objects of the platform; by default nothing is the platform's. */
  readonly findPlatform?: FindPlatform;
  /** Count what the platform runs apart from the rest (default), or like all else. */
  readonly foldPlatform?: boolean;
  /** By default one made for the run. */
  readonly prover?: FixProver;
  /** What the reports of one watch remember of each other, so that one costs what has changed; by default everything is counted. */
  readonly memory?: TallyMemory;
}

const PER_GROUP = 3;

/** Makes the objects that fixes add as the door does; fixes always name the namespace. */
function makeObject(data: JsonObject): KubeObject {
  const { group } = splitApiVersion(typeof data['apiVersion'] === 'string' ? data['apiVersion'] : '');
  const kind = typeof data['kind'] === 'string' ? data['kind'] : '';
  return createObject(data, {
    namespaced: isNamespaced(groupKind(group, kind)),
    defaultNamespace: 'default',
    source: undefined,
    invalid: [],
  });
}

function compareGroups(a: GroupTally, b: GroupTally): number {
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    b.objects - a.objects ||
    b.count - a.count ||
    compareText(a.check, b.check) ||
    compareText(a.rule, b.rule)
  );
}

function toWorst({ source }: Candidate, sheets: Sheets, presenter: Presenter): WorstFinding {
  const { object } = source.verdict;
  let finding: ShownFinding | undefined;
  return {
    object,
    get finding() {
      if (finding === undefined) {
        finding = presenter.show(source, sheets.open(object));
        sheets.close(object);
      }
      return finding;
    },
    get fingerprint() {
      return fingerprintOf(source);
    },
  };
}

function toGroups(tally: Tally, run: PostureRun, presenter: Presenter): readonly FindingGroup[] {
  const groups = [...tally.groups.values()].flatMap((byRule) => [...byRule.values()]).toSorted(compareGroups);
  const objects = groups.flatMap(({ worst }) => worst.map(({ source }) => source.verdict.object));
  const sheets = openSheets(run.cluster.files, objects);
  return groups.map(({ check, rule, severity, count, accepted, objects: distinct, worst }) => ({
    check,
    rule,
    severity,
    count,
    accepted,
    objects: distinct,
    worst: worst.map((candidate) => toWorst(candidate, sheets, presenter)),
  }));
}

function summarise(tally: Tally, run: PostureRun, presenter: Presenter): ReportSummary {
  const { verdicts, accepted, expired } = tally;
  const namespaces = toNamespaces(tally);
  const failed = Object.keys(SEVERITY_RANK).map((severity) =>
    namespaces.reduce((sum, one) => sum + one.failed[severity as Severity], 0),
  );
  return {
    verdicts,
    failed: toCounts(failed),
    accepted,
    expired,
    groups: toGroups(tally, run, presenter),
    namespaces,
    undecided: toUndecided(tally),
    ...(tally.platform.size === 0 ? {} : { platform: toPlatform(tally) }),
  };
}

/** What a walk that makes findings needs. */
interface Stream {
  readonly run: PostureRun;
  readonly presenter: Presenter;
  readonly options: TallyOptions;
  readonly verdicts: 'failed' | 'all';
  /** Is given what was counted, once all objects were walked over; absent where that is known already. */
  readonly onEnd: ((tally: Tally) => void) | undefined;
}

function exitCodeOf({ failed }: ReportSummary, { unreadable, failOn }: ReportContext): Report['exitCode'] {
  if (unreadable) return 3;
  if (failOn === 'never') return 0;
  const limit = SEVERITY_RANK[failOn];
  return Object.entries(failed).some(([severity, count]) => count > 0 && SEVERITY_RANK[severity as Severity] <= limit)
    ? 1
    : 0;
}

/** Makes the findings object by object; what is told of each object is counted on the way. */
function* streamFindings({ run, presenter, options, verdicts, onEnd }: Stream): Iterable<Finding> {
  const sheets = openSheets(run.cluster.files, run.cluster.objects);
  const tally = onEnd === undefined ? undefined : emptyTally();
  for (const told of verdictsByObject(run, { quiet: verdicts === 'all' ? 'told' : 'counted' })) {
    const { object, sources } = told;
    if (tally !== undefined) addObject(tally, told, options);
    const shown = verdicts === 'all' ? [...sources] : sources.filter(({ verdict }) => verdict.verdict === 'fail');
    if (shown.length > 0) {
      const sheet = sheets.open(object);
      for (const source of shown.sort(compareSources)) yield presenter.present(source, sheet);
    }
    sheets.close(object);
  }
  if (tally !== undefined) onEnd?.(tally);
}

/** Objects with pod templates, without those that are counted as the platform's. */
function countWorkloads({ cluster, store }: PostureRun, { findFolded }: TallyOptions): number {
  const objects = new Set<KubeObject>();
  for (const namespace of ['', ...cluster.namespaces])
    for (const { object } of store.get('workloads', namespace))
      if (findFolded(object) === undefined) objects.add(object);
  return objects.size;
}

function inputOf(run: PostureRun, workloads: number, context: ReportContext): ReportInput {
  const { targets, profile, complete, files, documents, skipped } = context;
  const { version, objects, origin, name } = run.cluster;
  return {
    targets,
    kubernetes: { minor: version.minor, from: version.from },
    profile,
    complete,
    files,
    documents,
    objects: objects.length,
    workloads,
    skipped,
    checks: run.active.length,
    ...(origin === 'live' ? { cluster: name } : {}),
  };
}

/**
 * Makes the report of a run. Its findings are made when walked, object by object in the Cluster's order, worst first within an object; nothing of a finding
 * is kept but what pods with the same template share. What is counted is counted by the first walk over all findings, else when it is asked for.
 */
export function buildReport(run: PostureRun, context: ReportContext): Report {
  const { version, failOn, exceptions, today, verdicts = 'failed', perGroup = PER_GROUP, memory } = context;
  const findException = findExceptions(exceptions, today);
  const prover = context.prover ?? createFixProver(run, makeObject);
  const { findPlatform = NO_PLATFORM, foldPlatform = true } = context;
  const presenter = createPresenter({ run, profile: context.profile, prover, findException, findPlatform });
  const findFolded = foldPlatform ? findPlatform : NO_PLATFORM;
  const options = { findException, perGroup, findFolded };
  const count = (): Tally =>
    memory === undefined ? tallyRun(run, options) : tallyAgain(run, options, { memory, day: today });
  let counted: Tally | undefined;
  let summary: ReportSummary | undefined;
  const onEnd = (tally: Tally): void => {
    counted ??= tally;
  };
  return {
    version,
    input: inputOf(run, countWorkloads(run, options), context),
    get summary() {
      return (summary ??= summarise((counted ??= count()), run, presenter));
    },
    diagnostics: [...(context.diagnostics ?? run.cluster.diagnostics), ...findUnjudged(run.cluster)],
    ...(run.cluster.unread === undefined ? {} : { unread: run.cluster.unread }),
    failOn,
    get exitCode() {
      return exitCodeOf(this.summary, context);
    },
    verdicts,
    findings: () => ({
      [Symbol.iterator]: () =>
        streamFindings({ run, presenter, options, verdicts, onEnd: counted === undefined ? onEnd : undefined })[
          Symbol.iterator
        ](),
    }),
  };
}
