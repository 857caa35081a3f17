import { resolve } from 'node:path';
import { type Cluster, createCluster, fileWorlds, type GroupKind } from '../../../model/cluster/index.ts';
import { isList, type JsonObject } from '../../../model/json.ts';
import { joinTemplates, NEWEST_MINOR } from '../../../model/kube/index.ts';
import type { Settings } from '../../../outcomes/settings/index.ts';
import { loadManifests, type LoadProgress } from '../../../sources/index.ts';
import type { Progress } from '../progress.ts';
import { STDIN } from '../stdin.ts';
import { type ClusterOptions, type LiveRead, readLive } from './live.ts';
import { isSnapshotFile, loadSnapshot } from './snapshot-file.ts';
import { CliError } from '../errors.ts';
import { checkNamespaces, refuseFileOptions } from './refuse.ts';
import { noteVersion } from './version-note.ts';

/** What is to be read, as the command line and the settings say. */
export interface CollectRequest {
  readonly targets: readonly string[];
  readonly cwd: string;
  readonly kubernetesMinor: number | undefined;
  /** Of files: where objects that name no namespace go (one). Of a live cluster: which namespaces are read (all when empty). */
  readonly namespaces: readonly string[];
  /** A live cluster is read instead of files. */
  readonly live: ClusterOptions | undefined;
  /** Kinds that will be asked for, `*` for all with pod templates; a live cluster gives these only. */
  readonly kinds: readonly GroupKind[];
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
  /** Set when a live cluster was read; its connection is open. */
  readonly live?: LiveRead;
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

/** What a snapshot is once the command line and the settings have had their say, as they have it of files. Throws CliError. */
function adjust(cluster: Cluster, { kubernetesMinor, settings, complete }: CollectRequest): Cluster {
  if (complete && cluster.origin === 'live')
    throw new CliError('--complete is for files: a snapshot of a live cluster says itself what is complete');
  const minor = kubernetesMinor ?? settings.kubernetesMinor;
  const version = minor === undefined ? cluster.version : ({ minor, from: 'flag' } as const);
  const diagnostics = noteVersion(cluster.diagnostics, version.minor);
  const isAsSaved = version === cluster.version && diagnostics === cluster.diagnostics && !complete;
  // To put all objects in order again takes a while.
  if (isAsSaved && settings.templatePlaces.length === 0) return cluster;
  return createCluster({
    ...cluster,
    version,
    worlds: complete ? fileWorlds(true) : cluster.worlds,
    extraTemplates: joinTemplates(cluster.extraTemplates, settings.templates),
    diagnostics,
  });
}

async function replay(request: CollectRequest, target: string): Promise<Collected> {
  refuseFileOptions(request, 'a snapshot');
  if (request.namespaces.length > 0)
    throw new CliError('--namespace: only for files and --cluster; in a snapshot every object has its namespace');
  const { cluster, extra } = await loadSnapshot(resolve(request.cwd, target));
  const count = (key: string): number => (typeof extra[key] === 'number' ? extra[key] : 0);
  const targets = isList(extra['targets']) ? extra['targets'].filter((one) => typeof one === 'string') : [target];
  return {
    cluster: adjust(cluster, request),
    targets,
    complete: request.complete || extra['complete'] === true,
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
    stdin: STDIN,
    namespace: request.namespaces[0] ?? settings.namespace,
    templates: settings.templates,
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
    diagnostics: noteVersion(loaded.diagnostics, minor ?? NEWEST_MINOR),
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

async function readCluster(request: CollectRequest, options: ClusterOptions, progress: Progress): Promise<Collected> {
  if (request.targets.length > 0)
    throw new CliError(`either a cluster or files: ${request.targets.join(' ')} cannot be read beside --cluster`);
  refuseFileOptions(request, 'a live cluster');
  if (request.complete) throw new CliError('--complete is for files: a live cluster says itself what is complete');
  const { kinds, namespaces, settings, kubernetesMinor } = request;
  const live = await readLive(
    { options, kinds, namespaces, settings, kubernetesMinor: kubernetesMinor ?? settings.kubernetesMinor },
    progress,
  );
  return {
    cluster: live.cluster,
    targets: ['--cluster', live.cluster.name],
    complete: false,
    documents: 0,
    filesRead: 0,
    skipped: 0,
    unreadable:
      options.allowUnread === true
        ? live.live.unread.some(({ problem }) => problem === 'failed')
        : live.live.unreadable,
    live,
  };
}

/**
 * Reads manifests, charts and Kustomize folders, one snapshot, or a live cluster. Throws CliError when what was asked for does not go together, and when
 * a cluster or a snapshot cannot be read at all.
 */
export async function collect(given: CollectRequest, progress: Progress): Promise<Collected> {
  checkNamespaces(given.namespaces);
  if (given.live !== undefined) return readCluster(given, given.live, progress);
  const request = given.targets.length === 0 ? { ...given, targets: ['.'] } : given;
  if (request.namespaces.length > 1) throw new CliError('--namespace may be repeated with --cluster only');
  const snapshots = request.targets.map((target) => isSnapshotFile(target, request.cwd));
  const [target] = request.targets;
  if (!snapshots.includes(true) || target === undefined) return read(request, progress);
  if (request.targets.length > 1) throw new CliError('a snapshot is scanned alone: it is a whole cluster already');
  return replay(request, target);
}
