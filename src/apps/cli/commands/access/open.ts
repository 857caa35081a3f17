import { builtInObjects, nodeAuthorizer, openAccess } from '../../../../engines/access/index.ts';
import { type Cluster, createCluster, type Diagnostic, refKey } from '../../../../model/cluster/index.ts';
import type { Access } from '../../../../model/facts/index.ts';
import { ACCESS_KINDS } from '../../../../outcomes/access/index.ts';
import { clean } from '../../../../outcomes/text/index.ts';
import type { Settings } from '../../../../outcomes/settings/index.ts';
import { clusterOptionsOf, collect, type ClusterOptions, loadSettings } from '../../collect/index.ts';
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
  readonly settings: Settings;
  /** What was read, as the user named it. */
  readonly targets: readonly string[];
  readonly unreadable: boolean;
  readonly close: () => void;
}

/** Manifests with the roles and bindings that every API server makes itself: `system:authenticated` holds what it always does. What the manifests define under such a name counts instead. */
function withBuiltIns(cluster: Cluster): Cluster {
  const own = new Set(cluster.objects.map(({ ref }) => refKey(ref)));
  const made = builtInObjects(cluster.version.minor);
  return createCluster({
    ...cluster,
    objects: [...cluster.objects, ...made.filter(({ ref }) => !own.has(refKey(ref)))],
  });
}

/** Errors and warnings about the input that are shown; a scan shows all. */
const MOST = 8;

/** Notes that bear on who may do what: what was left out, and what is there twice. */
const NOTES: ReadonlySet<string> = new Set(
  'duplicate-object empty-render kustomize-leftover left-out link-outside newer-kubernetes older-kubernetes special-file'.split(
    ' ',
  ),
);

/** Says on standard error what of the input could not be read or would be refused: an answer that lacks it must not look whole. */
function tellDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const worth = diagnostics.filter(({ severity, code }) => severity !== 'note' || NOTES.has(code));
  for (const { severity, file, line, column, message } of worth.slice(0, MOST)) {
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}: `;
    process.stderr.write(`merlon: ${severity}: ${clean(`${place}${message}`)}\n`);
  }
  if (worth.length > MOST)
    process.stderr.write(`merlon: and ${worth.length - MOST} more about the input; \`merlon scan\` shows them\n`);
}

/** Reads what says who may do what, and nothing else; targets are relative to `cwd`. Throws CliError. */
export async function openSource(source: AccessSource, cwd = process.cwd()): Promise<OpenedAccess> {
  const settings = loadSettings(source.config, process.cwd());
  const progress = createProgress(source.quiet === true);
  const collected = await collect(
    {
      targets: source.from ?? [],
      cwd,
      kubernetesMinor: source.kubernetesVersion,
      namespaces: [],
      live: clusterOptionsOf(source),
      kinds: ACCESS_KINDS,
      complete: source.complete === true,
      settings,
      helm: { values: [], set: [], setString: [], releaseName: undefined, apiVersions: [] },
      ignoreFiles: true,
    },
    progress,
  );
  progress.clear();
  tellDiagnostics(collected.cluster.diagnostics);
  const read = collected.cluster.origin === 'live' ? collected.cluster : withBuiltIns(collected.cluster);
  return {
    cluster: read,
    settings,
    targets: collected.targets,
    access: openAccess(read, [nodeAuthorizer(read, read.version.minor)]),
    unreadable: collected.unreadable,
    close: () => collected.live?.connection.close(),
  };
}
