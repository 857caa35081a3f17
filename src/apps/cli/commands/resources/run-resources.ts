import { findPlatforms } from '../../../../outcomes/findings/index.ts';
import { formatObject } from '../../../../outcomes/fixes/index.ts';
import {
  buildResourcesReport,
  renderResources,
  RESOURCE_KINDS,
  type ResourcesReport,
  writeResourcesJson,
} from '../../../../outcomes/resources/index.ts';
import { clusterOptionsOf, collect, type Collected, loadSettings } from '../../collect/index.ts';
import { EXIT } from '../../errors.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { PROVIDERS } from '../../providers.ts';
import { createProgress } from '../../progress.ts';
import { type ColourChoice, terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';

/** Options of `merlon resources`, as commander gives them. */
export interface ResourcesOptions {
  readonly output: 'terminal' | 'json' | 'yaml';
  readonly outputFile?: string;
  readonly suggest?: boolean;
  readonly check?: boolean;
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
  readonly complete?: boolean;
  readonly config?: string | boolean;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly releaseName?: string;
  readonly apiVersions?: readonly string[];
  readonly ignore: boolean;
  readonly color: ColourChoice;
  readonly quiet?: boolean;
}

async function read(
  targets: readonly string[],
  options: ResourcesOptions,
  settings: Awaited<ReturnType<typeof loadSettings>>,
): Promise<Collected> {
  const progress = createProgress(options.quiet === true);
  const collected = await collect(
    {
      targets,
      cwd: process.cwd(),
      kubernetesMinor: options.kubernetesVersion,
      namespaces: options.namespace ?? [],
      live: clusterOptionsOf(options),
      kinds: RESOURCE_KINDS,
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
    },
    progress,
  );
  progress.clear();
  return collected;
}

function* format(report: ResourcesReport, options: ResourcesOptions): Iterable<string> {
  switch (options.output) {
    case 'json':
      yield writeResourcesJson(report);
      return;
    case 'yaml':
      yield report.namespaces
        .flatMap(({ suggestion }) => suggestion?.objects ?? [])
        .map(formatObject)
        .join('---\n');
      return;
    case 'terminal':
      yield* renderResources(report, terminalTraits(options.color));
  }
}

/** Whether people's own workloads leave something open: a container without a limit, a pod that is refused, a quota that is exceeded. */
function hasGap({ namespaces }: ResourcesReport): boolean {
  return namespaces.some(
    ({ platform, workloads, quotas }) =>
      platform === undefined &&
      (workloads.some(({ unlimited, outcome }) => unlimited.length > 0 || outcome === 'refused') ||
        quotas.some(({ hard, used, wanted }) => [used, wanted].some((one) => one !== undefined && one > hard))),
  );
}

/** `merlon resources`: reads, sums up and prints; sets the exit code. Throws CliError on wrong use. */
export async function runResources(targets: readonly string[], options: ResourcesOptions): Promise<void> {
  const settings = loadSettings(options.config, process.cwd());
  const collected = await read(targets, options, settings);
  try {
    const report = buildResourcesReport({
      cluster: collected.cluster,
      version: programVersion(),
      targets: collected.targets,
      platformOf: findPlatforms(settings.platform, collected.cluster.version.minor),
      suggest: options.suggest === true || options.output === 'yaml',
      providers: PROVIDERS,
    });
    const chunks = format(report, options);
    if (options.outputFile === undefined) await writeOutput(chunks);
    else await writeFileOutput(options.outputFile, chunks);
    if (collected.unreadable) process.exitCode = EXIT.unreadable;
    else process.exitCode = options.check === true && hasGap(report) ? EXIT.findings : EXIT.clean;
  } finally {
    collected.live?.connection.close();
  }
}
