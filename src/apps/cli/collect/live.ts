import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import { type Cluster, createCluster, type GroupKind } from '../../../model/cluster/index.ts';
import type { Settings } from '../../../outcomes/settings/index.ts';
import type { Connection, LiveCluster, LiveRequest } from '../../../sources/api/index.ts';
import { CliError, EXIT } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { programVersion } from '../version.ts';
import { noteVersion } from './version-note.ts';

/** Which live cluster is meant, as whom, and how much of it, as the command line says. */
export interface ClusterOptions {
  /** The context; true for the current one. */
  readonly cluster: string | true;
  readonly kubeconfig?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroup?: readonly string[] | undefined;
  readonly asUid?: string | undefined;
  readonly secrets?: 'none' | 'types' | undefined;
  /** Lists that permissions withhold do not count as input that could not be read. */
  readonly allowUnread?: boolean | undefined;
  /** Longest time for the whole read, in seconds. */
  readonly timeout?: number | undefined;
}

/** What to read from a live cluster. */
export interface LiveOrder {
  readonly options: ClusterOptions;
  readonly kinds: readonly GroupKind[];
  readonly namespaces: readonly string[];
  readonly settings: Settings;
  readonly kubernetesMinor: number | undefined;
}

/** A live cluster that was read, with the connection that stays open for a watch. */
export interface LiveRead {
  readonly cluster: Cluster;
  readonly live: LiveCluster;
  readonly request: LiveRequest;
  readonly connection: Connection;
}

/** Errors of a live cluster are for the user to settle: their message says how. */
function toCliError(error: unknown, isTimeout: boolean): unknown {
  if (isTimeout) return new CliError('the cluster took longer than --timeout allows', EXIT.unreadable);
  const isOurs = error instanceof Error && (error.name === 'ApiError' || error.name === 'KubeconfigError');
  return isOurs ? new CliError(error.message, EXIT.unreadable) : error;
}

/** The Cluster that a live cluster is, judged for its own version unless another one is wanted. */
export function toCluster(live: LiveCluster, { kubernetesMinor }: LiveOrder): Cluster {
  const { name, objects, worlds, extraTemplates, diagnostics, unread, version } = live;
  const judgedFor = kubernetesMinor === undefined ? version : ({ minor: kubernetesMinor, from: 'flag' } as const);
  return createCluster({
    name,
    origin: 'live',
    version: judgedFor,
    objects,
    worlds,
    files: [],
    diagnostics: noteVersion(diagnostics, judgedFor.minor),
    unread,
    extraTemplates,
  });
}

/** Reads a live cluster. Throws CliError (exit code 3) when it cannot be reached, and with what is wrong in the kubeconfig. */
export async function readLive(order: LiveOrder, progress: Progress): Promise<LiveRead> {
  const { options, kinds, namespaces, settings } = order;
  // Loaded only here: whoever scans files does not pay for it.
  const { collectLive, findIdentity, openConnection } = await import('../../../sources/api/index.ts');
  const late = new AbortController();
  // Each request that is under way listens.
  setMaxListeners(0, late.signal);
  const timer = options.timeout === undefined ? undefined : setTimeout(() => late.abort(), options.timeout * 1000);
  let connection: Connection | undefined;
  try {
    const identity = await findIdentity({
      context: options.cluster === true ? undefined : options.cluster,
      kubeconfig: options.kubeconfig,
      env: process.env,
      cwd: process.cwd(),
      home: homedir(),
      asUser: options.as,
      asGroups: options.asGroup,
      asUid: options.asUid,
    });
    connection = openConnection(identity, { userAgent: `merlon/${programVersion()}`, signal: late.signal });
    let read = 0;
    const request: LiveRequest = {
      kinds,
      namespaces,
      secrets: options.secrets ?? 'none',
      extraTemplates: settings.templates,
      onProgress: ({ kind, objects }) =>
        progress.show(`reading ${identity.name}: ${(read += objects)} objects, ${kind}`),
    };
    const live = await collectLive(connection, request);
    return { cluster: toCluster(live, order), live, request, connection };
  } catch (error) {
    connection?.close();
    throw toCliError(error, late.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}
