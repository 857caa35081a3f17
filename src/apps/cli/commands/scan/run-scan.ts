import type { Severity } from '../../../../model/verdicts/index.ts';
import { type ActiveCheck, CHECKS, judgeCluster, PROFILES, type Profile } from '../../../../engines/posture/index.ts';
import { buildReport, type Report } from '../../../../outcomes/findings/index.ts';
import { renderTerminal, writeJsonReport, writeSarifReport } from '../../../../outcomes/reports/index.ts';
import { activateChecks, type Settings } from '../../../../outcomes/settings/index.ts';
import { didYouMean } from '../../../../outcomes/suggest/index.ts';
import { CliError } from '../../errors.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { createProgress } from '../../progress.ts';
import { collect, type Collected, type CollectRequest, extraOf } from './collect.ts';
import { loadSettings } from './settings-file.ts';
import { saveSnapshot } from './snapshot-file.ts';
import { keepHeapSmall } from './heap.ts';
import { createStageClock } from './stages.ts';
import { type ColourChoice, terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';

/** Options of `merlon scan`, as commander gives them. */
export interface ScanOptions {
  readonly output: 'terminal' | 'json' | 'sarif';
  readonly outputFile?: string;
  readonly failOn?: Severity | 'never';
  readonly profile?: string;
  readonly check?: readonly string[];
  readonly kubernetesVersion?: number;
  readonly namespace?: string;
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
const DEFAULT_FAIL_ON = 'high';

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
    if (!ids.includes(id))
      throw new CliError(`there is no check "${id}".${didYouMean(id, ids) || ' `merlon checks` lists them all.'}`);
  }
  const forced = Object.fromEntries(wanted.map((id) => [id, { ...settings.checks[id], enabled: true }]));
  const chosen = CHECKS.filter(({ meta }) => wanted.includes(meta.id));
  return { profile, active: activateChecks(chosen, profile, { ...settings.checks, ...forced }) };
}

function requestOf(targets: readonly string[], options: ScanOptions, settings: Settings): CollectRequest {
  return {
    targets,
    cwd: process.cwd(),
    kubernetesMinor: options.kubernetesVersion,
    namespace: options.namespace,
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

function* render(report: Report, collected: Collected, options: ScanOptions): Iterable<string> {
  if (options.output === 'json') {
    yield* writeJsonReport(report);
    return;
  }
  const checks = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));
  if (options.output === 'sarif') {
    yield* writeSarifReport(report, checks);
    return;
  }
  const traits = terminalTraits(
    options.outputFile === undefined || options.color === 'always' ? options.color : 'never',
  );
  yield* renderTerminal(report, { ...traits, full: options.full === true, files: collected.cluster.files, checks });
}

/** The local day, which decides whether an exception has expired. */
function today(): string {
  const now = new Date();
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** `merlon scan`: reads, judges and reports; sets the exit code. Throws CliError on wrong use. */
export async function runScan(targets: readonly string[], options: ScanOptions): Promise<void> {
  const clock = createStageClock();
  const settings = await loadSettings(options.config, process.cwd());
  const { profile, active } = choose(options, settings);
  const progress = createProgress(options.quiet === true);
  clock.end('start');
  const collected = await collect(requestOf(targets, options, settings), progress);
  clock.end('collect');
  keepHeapSmall();
  if (options.saveSnapshot !== undefined)
    await saveSnapshot(options.saveSnapshot, collected.cluster, extraOf(collected));
  progress.show(`judging ${collected.cluster.objects.length} objects`);
  const run = judgeCluster(collected.cluster, active, { keep: options.verdicts });
  clock.end('judge');
  progress.show('writing the report');
  const report = buildReport(run, {
    version: programVersion(),
    targets: collected.targets,
    profile: profile.id,
    complete: collected.complete,
    files: collected.filesRead,
    documents: collected.documents,
    skipped: collected.skipped,
    unreadable: collected.unreadable,
    failOn: options.failOn ?? settings.failOn ?? DEFAULT_FAIL_ON,
    exceptions: settings.exceptions,
    today: today(),
    verdicts: options.verdicts,
  });
  clock.end('summarise');
  progress.clear();
  const chunks = render(report, collected, options);
  if (options.outputFile === undefined) await writeOutput(chunks);
  else await writeFileOutput(options.outputFile, chunks);
  clock.end('present');
  if (options.stats === true) process.stderr.write(`${clock.summary()}\n`);
  process.exitCode = report.exitCode;
}
