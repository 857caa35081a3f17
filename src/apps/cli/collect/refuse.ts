import { isNamespaceName } from '../../../model/kube/index.ts';
import { CliError } from '../errors.ts';
import type { CollectRequest } from './collect.ts';
import type { ClusterOptions } from './live.ts';

type Given = readonly (readonly [name: string, isGiven: boolean])[];

function namesOf(all: Given): string {
  return all
    .filter(([, isGiven]) => isGiven)
    .map(([name]) => name)
    .join(', ');
}

/**
 * Which live cluster a command line asks for, undefined for none. Throws CliError where options are only for one and none is asked for: whoever impersonates
 * a user must not get an answer about files.
 */
export function clusterOptionsOf(options: Partial<ClusterOptions>): ClusterOptions | undefined {
  const { cluster, kubeconfig, as, asGroup, asUid, secrets, allowUnread, timeout } = options;
  if (cluster !== undefined) return { ...options, cluster };
  const given = namesOf([
    ['--kubeconfig', kubeconfig !== undefined],
    ['--as', as !== undefined],
    ['--as-group', asGroup !== undefined],
    ['--as-uid', asUid !== undefined],
    ['--secrets', secrets !== undefined],
    ['--allow-unread', allowUnread === true],
    ['--timeout', timeout !== undefined],
  ]);
  if (given !== '') throw new CliError(`${given} needs --cluster: without it files are read`);
  return undefined;
}

/** Throws CliError where options for reading files are given and something else is read: `what` it is, as "a snapshot". */
export function refuseFileOptions({ helm, ignoreFiles }: CollectRequest, what: string): void {
  const given = namesOf([
    ['--values', helm.values.length > 0],
    ['--set', helm.set.length > 0],
    ['--set-string', helm.setString.length > 0],
    ['--release-name', helm.releaseName !== undefined],
    ['--api-versions', helm.apiVersions.length > 0],
    ['--no-ignore', !ignoreFiles],
  ]);
  if (given !== '') throw new CliError(`${given}: only for files and charts, not for ${what}`);
}

/** Throws CliError for a `--namespace` that no namespace can be called: nothing would be found in it, which looks like a clean report. */
export function checkNamespaces(namespaces: readonly string[]): void {
  const wrong = namespaces.find((one) => !isNamespaceName(one));
  if (wrong === '') throw new CliError('--namespace has an empty name; leave it out for the default');
  if (wrong !== undefined)
    throw new CliError(`--namespace ${JSON.stringify(wrong)} is no name of a namespace: small letters, digits and "-"`);
}
