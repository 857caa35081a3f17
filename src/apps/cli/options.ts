import { type Command, InvalidArgumentError, Option } from 'commander';

/** Severities from worst to least, as options take them. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

/** Ids of the profiles, as options take them. */
export const PROFILES = ['recommended', 'pss-baseline', 'pss-restricted', 'strict', 'all'];

/** Gathers an option that may be repeated. */
export function collectValues(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Reads a Kubernetes version: N of 1.N. */
export function readMinor(text: string): number {
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(text);
  if (match === null) {
    const isOther = /^v?(?!1\.)\d+\.\d/.test(text);
    throw new InvalidArgumentError(isOther ? 'The major version of Kubernetes is 1, as in 1.31.' : 'Write it as 1.31.');
  }
  return Number(match[1]);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError('Write a number of seconds, as 120.');
  return seconds;
}

/** Which live cluster is read, as whom, and how much of it: the same for every command that reads one. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--cluster [context]', 'read a live cluster: this context of the kubeconfig, or the current one')
    .option('--kubeconfig <file>', 'kubeconfig (default: KUBECONFIG, ~/.kube/config, else the account of this pod)')
    .option('--as <user>', 'ask as this user (impersonation)')
    .option('--as-group <group>', 'ask as a member of this group; may be repeated', collectValues)
    .option('--as-uid <uid>', 'ask as this uid')
    .addOption(
      new Option('--secrets <what>', 'of Secrets: nothing, or names and types (needs permission to list them)').choices(
        ['none', 'types'],
      ),
    )
    .option('--allow-unread', 'no exit code 3 for lists that permissions withhold; what needed them stays undecided')
    .option('--timeout <seconds>', 'give up reading the cluster after so long', readSeconds);
}

/** When to use colours: the same for every command that has them. */
export function colourOption(): Option {
  return new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto');
}
