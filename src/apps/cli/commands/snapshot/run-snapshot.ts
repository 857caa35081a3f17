import { createHmac, randomBytes } from 'node:crypto';
import { CHECKS, kindsRead } from '../../../../engines/posture/index.ts';
import { type Cluster, redactCluster } from '../../../../model/cluster/index.ts';
import { RESOURCE_KINDS } from '../../../../outcomes/resources/index.ts';
import { clusterOptionsOf, collect, type Collected, extraOf, loadSettings, saveSnapshot } from '../../collect/index.ts';
import { CliError, EXIT } from '../../errors.ts';
import { PROVIDERS } from '../../providers.ts';
import { createProgress } from '../../progress.ts';

/** Options of `merlon snapshot`, as commander gives them. */
export interface SnapshotOptions {
  readonly output: string;
  readonly redact?: boolean;
  readonly cluster?: string | true;
  readonly kubeconfig?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly asUid?: string;
  readonly secrets?: 'none' | 'types';
  readonly timeout?: number;
  readonly allowUnread?: boolean;
  readonly namespace?: readonly string[];
  readonly kubernetesVersion?: number;
  readonly complete?: boolean;
  readonly config?: string | boolean;
  readonly quiet?: boolean;
}

/** Other names, made with a key that is forgotten: nobody can try names out against them. */
function redact(cluster: Cluster): Cluster {
  const key = randomBytes(32);
  const known = new Map<string, string>();
  return redactCluster(cluster, (name) => {
    let made = known.get(name);
    if (made === undefined)
      known.set(name, (made = `n${createHmac('sha256', key).update(name).digest('hex').slice(0, 10)}`));
    return made;
  });
}

/** What a report of the snapshot will say of its origin. */
function describe(collected: Collected, isRedacted: boolean): Collected {
  return isRedacted ? { ...collected, targets: ['redacted'] } : collected;
}

/** `merlon snapshot`: saves what every command would read to a file. Throws CliError on wrong use. */
export async function runSnapshot(targets: readonly string[], options: SnapshotOptions): Promise<void> {
  const settings = loadSettings(options.config, process.cwd());
  const progress = createProgress(options.quiet === true);
  const collected = await collect(
    {
      targets,
      cwd: process.cwd(),
      kubernetesMinor: options.kubernetesVersion,
      namespaces: options.namespace ?? [],
      live: clusterOptionsOf(options),
      // A snapshot is for questions that nobody has asked yet: of all checks and commands, not of a profile.
      kinds: [...new Set([...kindsRead(CHECKS, PROVIDERS), ...RESOURCE_KINDS])].toSorted(),
      complete: options.complete === true,
      settings,
      helm: { values: [], set: [], setString: [], releaseName: undefined, apiVersions: [] },
      ignoreFiles: true,
    },
    progress,
  );
  progress.clear();
  const isRedacted = options.redact === true;
  const kept = isRedacted ? redact(collected.cluster) : collected.cluster;
  await saveSnapshot(options.output, kept, extraOf(describe(collected, isRedacted)));
  collected.live?.connection.close();
  process.stderr.write(`${options.output}: ${kept.objects.length} objects${isRedacted ? ', under other names' : ''}\n`);
  const unread = (kept.unread ?? []).filter(({ problem }) => problem !== 'not-opted-in');
  for (const { resource, problem } of unread) process.stderr.write(`not read: ${resource} (${problem})\n`);
  if (collected.unreadable) throw new CliError('not all that was asked for could be read', EXIT.unreadable);
}
