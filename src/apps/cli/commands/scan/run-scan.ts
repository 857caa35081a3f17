import type { Severity } from '../../../../model/verdicts/index.ts';
import {
  type ActiveCheck,
  CHECKS,
  judgeCluster,
  kindsRead,
  PROFILES,
  type Profile,
} from '../../../../engines/posture/index.ts';
import { activateChecks, type Settings, unknownCheck } from '../../../../outcomes/settings/index.ts';
import { createTallyMemory, findPlatforms, NO_PLATFORM } from '../../../../outcomes/findings/index.ts';
import { didYouMean } from '../../../../outcomes/suggest/index.ts';
import { CliError } from '../../errors.ts';
import { PROVIDERS } from '../../providers.ts';
import { createProgress, type Progress } from '../../progress.ts';
import {
  clusterOptionsOf,
  collect,
  type CollectRequest,
  extraOf,
  loadSettings,
  saveSnapshot,
} from '../../collect/index.ts';
import { makeReport, printReport } from './report.ts';
import { createStageClock, type StageClock } from './stages.ts';
import { inlineLess, keepHeapSmall, keepHeapSmallWhile } from './v8.ts';
import type { ColourChoice } from '../../terminal.ts';
import type { Judged } from './watch.ts';

/** Options of `merlon scan`, as commander gives them. */
export interface ScanOptions {
  readonly output: 'terminal' | 'json' | 'sarif';
  readonly outputFile?: string;
  readonly failOn?: Severity | 'never';
  readonly profile?: string;
  readonly check?: readonly string[];
  readonly kubernetesVersion?: number;
  readonly namespace?: readonly string[];
  readonly cluster?: string | true;
  readonly kubeconfig?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly asUid?: string;
  readonly secrets?: 'none' | 'types';
  readonly timeout?: number;
  readonly allowUnread?: boolean;
  readonly platform?: boolean;
  readonly watch?: boolean;
  readonly complete?: boolean;
  readonly config?: string | boolean;
  readonly full?: boolean;
  readonly verdicts: 'failed' | 'all';
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly releaseName?: string;
  readonly apiVersions?: readonly string[];
  readonly ignore: boolean;
  readonly saveSnapshot?: string;
  readonly color: ColourChoice;
  readonly quiet?: boolean;
  readonly stats?: boolean;
}

const DEFAULT_PROFILE = 'recommended';

function profileOf(id: string): Profile {
  const profile = PROFILES.find((one) => one.id === id);
  if (profile === undefined)
    throw new CliError(
      `there is no profile "${id}".${didYouMean(
        id,
        PROFILES.map((one) => one.id),
      )}`,
    );
  return profile;
}

/** The checks that run; `--check` narrows them to the named ones, whatever the profile says. */
function choose(
  options: ScanOptions,
  settings: Settings,
): { readonly profile: Profile; readonly active: readonly ActiveCheck[] } {
  const profile = profileOf(options.profile ?? settings.profile ?? DEFAULT_PROFILE);
  const wanted = options.check;
  if (wanted === undefined) return { profile, active: activateChecks(CHECKS, profile, settings.checks) };
  const ids = CHECKS.map(({ meta }) => meta.id);
  for (const id of wanted) {
    if (!ids.includes(id)) throw new CliError(unknownCheck(id, CHECKS));
  }
  const forced = Object.fromEntries(wanted.map((id) => [id, { ...settings.checks[id], enabled: true }]));
  const chosen = CHECKS.filter(({ meta }) => wanted.includes(meta.id));
  return { profile, active: activateChecks(chosen, profile, { ...settings.checks, ...forced }) };
}

function requestOf(
  targets: readonly string[],
  options: ScanOptions,
  settings: Settings,
  active: readonly ActiveCheck[],
): CollectRequest {
  return {
    targets,
    cwd: process.cwd(),
    kubernetesMinor: options.kubernetesVersion,
    namespaces: options.namespace ?? [],
    live: clusterOptionsOf(options),
    kinds: kindsRead(
      active.map(({ check }) => check),
      PROVIDERS,
    ),
    complete: options.complete === true,
    settings,
    helm: {
      values: options.values ?? [],
      set: options.set ?? [],
      setString: options.setString ?? [],
      releaseName: options.releaseName,
      apiVersions: options.apiVersions ?? [],
    },
    ignoreFiles: options.ignore,
  };
}

function checkWatch({ watch, cluster, output }: ScanOptions): void {
  if (watch !== true) return;
  if (cluster === undefined) throw new CliError('--watch needs --cluster: files are scanned once');
  if (output === 'sarif') throw new CliError('--watch prints reports as terminal or JSON, not as SARIF');
}

/** What one scan is made with. */
interface Making {
  readonly targets: readonly string[];
  readonly options: ScanOptions;
  readonly settings: Settings;
  readonly progress: Progress;
  readonly clock: StageClock;
}

/** Reads and judges once. Throws CliError. */
async function readAndJudge({ targets, options, settings, progress, clock }: Making): Promise<Judged> {
  const { profile, active } = choose(options, settings);
  const collected = await collect(requestOf(targets, options, settings, active), keepHeapSmallWhile(progress));
  clock.end('collect');
  if (options.platform === true && collected.cluster.origin !== 'live')
    throw new CliError('--platform needs --cluster, or a snapshot of a live cluster: files are nobody else’s');
  keepHeapSmall();
  if (options.watch !== true) inlineLess(collected.cluster.objects.length);
  if (options.saveSnapshot !== undefined)
    await saveSnapshot(options.saveSnapshot, collected.cluster, extraOf(collected));
  progress.show(`judging ${collected.cluster.objects.length} objects`);
  // A run that is judged anew after a change must remember where every verdict looked; others are judged while the report is written.
  const keep = options.watch === true ? 'all' : 'nothing';
  const run = judgeCluster(collected.cluster, active, { keep, providers: PROVIDERS });
  if (keep === 'all') clock.end('judge');
  // Manifests are people's own work, whatever namespace they are for.
  const findPlatform =
    collected.cluster.origin === 'live'
      ? findPlatforms(settings.platform, collected.cluster.version.minor)
      : NO_PLATFORM;
  const memory = options.watch === true ? { memory: createTallyMemory() } : {};
  return { run, scan: { options, settings, profile: profile.id, collected, findPlatform, ...memory } };
}

/** `merlon scan`: reads, judges and reports; sets the exit code. Throws CliError on wrong use. */
export async function runScan(targets: readonly string[], options: ScanOptions): Promise<void> {
  checkWatch(options);
  const clock = createStageClock(options.stats === true);
  const settings = loadSettings(options.config, process.cwd());
  // Wrong use is told before anything is read.
  choose(options, settings);
  const progress = createProgress(options.quiet === true);
  clock.end('start');
  const making = { targets, options, settings, progress, clock };
  const { run, scan } = await readAndJudge(making);
  const report = makeReport(run, scan);
  await printReport(report, scan, () => progress.clear());
  clock.end('report');
  if (options.stats === true) process.stderr.write(`${clock.summary()}\n`);
  if (options.watch === true) {
    const { watchCluster } = await import('./watch.ts');
    await watchCluster({ run, scan }, () => readAgain(making));
  } else scan.collected.live?.connection.close();
  process.exitCode = report.exitCode;
}

/** The same scan from the start, without figures: a watch goes on with it. */
async function readAgain(making: Making): Promise<Judged> {
  const judged = await readAndJudge({ ...making, clock: createStageClock(false) });
  making.progress.clear();
  return judged;
}
