import path from 'node:path';
import { type Cluster, createCluster, fileWorlds } from '../../../../model/cluster/index.ts';
import { isList, type JsonObject } from '../../../../model/json.ts';
import { NEWEST_MINOR } from '../../../../model/kube/index.ts';
import type { Settings } from '../../../../outcomes/settings/index.ts';
import { loadManifests, type LoadProgress } from '../../../../sources/index.ts';
import type { Progress } from '../../progress.ts';
import { isSnapshotFile, loadSnapshot } from './snapshot-file.ts';
import { CliError } from '../../errors.ts';

/** What is to be read, as the command line and the settings say. */
export interface CollectRequest {
  readonly targets: readonly string[];
  readonly cwd: string;
  readonly kubernetesMinor: number | undefined;
  readonly namespace: string | undefined;
  readonly complete: boolean;
  readonly settings: Settings;
  readonly helm: {
    readonly values: readonly string[];
    readonly set: readonly string[];
    readonly setString: readonly string[];
    readonly releaseName: string | undefined;
    readonly apiVersions: readonly string[];
  };
  readonly ignoreFiles: boolean;
}

/** What was read: the Cluster, and what the report says of the reading. */
export interface Collected {
  readonly cluster: Cluster;
  readonly targets: readonly string[];
  readonly complete: boolean;
  readonly documents: number;
  readonly filesRead: number;
  readonly skipped: number;
  readonly unreadable: boolean;
}

const VERBS: Readonly<Record<LoadProgress['stage'], string>> = {
  find: 'looking for files',
  read: 'reading',
  render: 'rendering',
};

/** The figures that travel in a snapshot's header, so that a replay reports the same bytes. */
export function extraOf({ targets, complete, documents, filesRead, skipped, unreadable }: Collected): JsonObject {
  return { targets, complete, documents, filesRead, skipped, unreadable };
}

async function replay(request: CollectRequest, target: string): Promise<Collected> {
  const { cluster, extra } = await loadSnapshot(path.resolve(request.cwd, target));
  const { kubernetesMinor: minor } = request;
  const count = (key: string): number => (typeof extra[key] === 'number' ? extra[key] : 0);
  const targets = isList(extra['targets']) ? extra['targets'].filter((one) => typeof one === 'string') : [target];
  return {
    cluster: minor === undefined ? cluster : createCluster({ ...cluster, version: { minor, from: 'flag' } }),
    targets,
    complete: extra['complete'] === true,
    documents: count('documents'),
    filesRead: count('filesRead'),
    skipped: count('skipped'),
    unreadable: extra['unreadable'] === true,
  };
}

async function read(request: CollectRequest, progress: Progress): Promise<Collected> {
  const { settings } = request;
  const minor = request.kubernetesMinor ?? settings.kubernetesMinor;
  const loaded = await loadManifests({
    targets: request.targets,
    cwd: request.cwd,
    kubernetesMinor: minor ?? NEWEST_MINOR,
    stdin: process.stdin,
    namespace: request.namespace ?? settings.namespace,
    helm: request.helm,
    env: process.env,
    ignoreFiles: request.ignoreFiles,
    onProgress: ({ stage, done, total, current }) => progress.show(`${VERBS[stage]} ${done}/${total} ${current}`),
  });
  const cluster = createCluster({
    name: request.targets.join(' '),
    origin: 'files',
    version: minor === undefined ? { minor: NEWEST_MINOR, from: 'default' } : { minor, from: 'flag' },
    objects: loaded.objects,
    worlds: fileWorlds(request.complete),
    files: loaded.files,
    diagnostics: loaded.diagnostics,
    extraTemplates: settings.templates,
  });
  const { documents, filesRead, skippedNonKubernetes: skipped } = loaded.counts;
  return {
    cluster,
    targets: request.targets,
    complete: request.complete,
    documents,
    filesRead,
    skipped,
    unreadable: loaded.unreadable,
  };
}

/** Reads manifests, charts and Kustomize folders, or one snapshot. Throws CliError when a snapshot stands among other targets. */
export async function collect(request: CollectRequest, progress: Progress): Promise<Collected> {
  const snapshots = await Promise.all(request.targets.map((target) => isSnapshotFile(target, request.cwd)));
  const [target] = request.targets;
  if (!snapshots.includes(true) || target === undefined) return read(request, progress);
  if (request.targets.length > 1) throw new CliError('a snapshot is scanned alone: it is a whole cluster already');
  return replay(request, target);
}
