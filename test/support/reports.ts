import {
  type ActiveCheck,
  CHECKS,
  type Check,
  judgeCluster,
  type PostureRun,
} from '../../src/engines/posture/index.ts';
import { type Cluster, createCluster, fileWorlds, type SourceFile } from '../../src/model/cluster/index.ts';
import { NEWEST_MINOR } from '../../src/model/kube/index.ts';
import type { Severity } from '../../src/model/verdicts/index.ts';
import { buildReport, type Finding, type Report, type ReportContext } from '../../src/outcomes/findings/index.ts';
import { activateChecks } from '../../src/outcomes/settings/index.ts';
import { loadFiles } from '../../src/sources/testing.ts';
import { PROVIDERS } from './providers.ts';

/** How a test's report is made; everything has a default. */
export interface ReportSetup extends Partial<ReportContext> {
  /** Checks that run; by default all there are. */
  readonly checks?: readonly Check[];
  readonly minor?: number;
}

/** A report with what it was made from. */
export interface MadeReport {
  readonly report: Report;
  readonly run: PostureRun;
  readonly files: readonly SourceFile[];
}

const EVERY_CHECK = { id: 'every', title: '', doc: '', checks: { '*': {} }, omitted: {} };

/** Turns checks on with their defaults. */
export function activateAll(checks: readonly Check[], severity?: Severity): readonly ActiveCheck[] {
  return activateChecks(checks, EVERY_CHECK, {}).map((active) => ({
    ...active,
    severity: severity ?? active.severity,
  }));
}

/** Judges a Cluster and builds the report of it. */
export function reportOfCluster(
  cluster: Cluster,
  active: readonly ActiveCheck[],
  context: Partial<ReportContext> = {},
): MadeReport {
  const run = judgeCluster(cluster, active, { providers: PROVIDERS });
  const report = buildReport(run, {
    version: '0.0.0-test',
    targets: ['.'],
    profile: 'all',
    complete: false,
    files: cluster.files.length,
    documents: cluster.objects.length,
    skipped: 0,
    unreadable: false,
    failOn: 'high',
    exceptions: [],
    today: '2027-01-15',
    ...context,
  });
  return { report, run, files: cluster.files };
}

/** Writes texts to files, loads them through the door, judges them and builds the report. */
export async function reportOf(texts: Readonly<Record<string, string>>, setup: ReportSetup = {}): Promise<MadeReport> {
  const { checks = CHECKS, minor = NEWEST_MINOR, ...context } = setup;
  const loaded = await loadFiles(texts, { kubernetesMinor: minor });
  const cluster = createCluster({
    name: 'test',
    origin: 'files',
    version: { minor, from: 'flag' },
    objects: loaded.objects,
    worlds: fileWorlds(context.complete ?? false),
    files: loaded.files,
    diagnostics: loaded.diagnostics,
    extraTemplates: {},
  });
  return reportOfCluster(cluster, activateAll(checks), context);
}

/** A finding in one line: what, where, which verdict. */
export function brief({ check, rule, object, container, item, verdict }: Finding): string {
  const place = [object.namespace, object.kind, object.name, container, item].filter(
    (part) => part !== undefined && part !== '',
  );
  return `${verdict === 'fail' ? '' : `${verdict} `}${check}/${rule} ${place.join('/')}`;
}

/** Pods of these names in `shop`, as YAML documents. */
export function pods(...names: readonly string[]): string {
  return names
    .map(
      (name) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: {containers: [{name: app, image: a}]}\n`,
    )
    .join('---\n');
}
