import { openAccess, RBAC_KINDS } from '../../../../engines/access/index.ts';
import type { Cluster } from '../../../../model/cluster/index.ts';
import type { Access } from '../../../../model/facts/index.ts';
import { collect, type ClusterOptions, loadSettings } from '../../collect/index.ts';
import { createProgress } from '../../progress.ts';

/** What every sub-command of `access` reads from. */
export interface AccessSource extends Partial<ClusterOptions> {
  readonly cluster?: string | true;
  /** Files, folders, charts or a snapshot instead of a cluster. */
  readonly from?: readonly string[];
  readonly complete?: boolean;
  readonly kubernetesVersion?: number;
  readonly config?: string | boolean;
  readonly quiet?: boolean;
}

/** A Cluster with the engine opened on it; `close` ends the connection to a live one. */
export interface OpenedAccess {
  readonly cluster: Cluster;
  readonly access: Access;
  readonly unreadable: boolean;
  readonly close: () => void;
}

/** Reads what says who may do what, and nothing else. Throws CliError. */
export async function openSource(source: AccessSource): Promise<OpenedAccess> {
  const settings = await loadSettings(source.config, process.cwd());
  const progress = createProgress(source.quiet === true);
  const { cluster } = source;
  const collected = await collect(
    {
      targets: source.from ?? [],
      cwd: process.cwd(),
      kubernetesMinor: source.kubernetesVersion,
      namespaces: [],
      live: cluster === undefined ? undefined : { ...source, cluster },
      kinds: [...Object.values(RBAC_KINDS), 'Namespace', 'Node', 'ServiceAccount'],
      complete: source.complete === true,
      settings,
      helm: { values: [], set: [], setString: [], releaseName: undefined, apiVersions: [] },
      ignoreFiles: true,
    },
    progress,
  );
  progress.clear();
  return {
    cluster: collected.cluster,
    access: openAccess(collected.cluster),
    unreadable: collected.unreadable,
    close: () => collected.live?.connection.close(),
  };
}
