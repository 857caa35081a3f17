import { type Command, Option } from 'commander';
import type { ResourcesOptions } from './commands/resources/index.ts';

const RESOURCES_HELP = `
Examples:
  merlon resources deploy/                  what manifests ask for, and what holds them
  merlon resources --cluster                the same of a live cluster, against its nodes and quotas
  merlon resources --cluster -n shop --suggest
  merlon resources --cluster -n shop -o yaml | kubectl apply --dry-run=server -f -

Amounts are those that the API server would store: LimitRanges, requests from limits, resources of the pod as a whole and overhead counted in.
-o yaml prints only the LimitRanges and quotas that --suggest would add.

Exit codes: 0 done, 1 with --check when a container has no limit, a pod would be refused or a quota is exceeded, 2 wrong use, 3 input that could not be read.`;

/** Adds `merlon resources`; `addInputs` gives it the options that every command which reads has. */
export function addResources(program: Command, addInputs: (command: Command) => Command): void {
  const command = program
    .command('resources')
    .summary('show requests, limits, QoS classes and quotas per namespace')
    .description(
      'Shows what workloads request and may use after admission, what has no limit, which LimitRanges and quotas hold them, and what would close the gaps.',
    )
    .argument('[targets...]', 'files, folders, charts, a snapshot, or - for standard input (default: this folder)')
    .option('--suggest', 'add the LimitRange and the ResourceQuota that would close the gaps')
    .option('--check', 'exit with 1 when something is open')
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['terminal', 'json', 'yaml']).default('terminal'),
    )
    .option('--output-file <file>', 'write to a file instead of standard output')
    .option('-q, --quiet', 'no progress on standard error');
  addInputs(command)
    .addHelpText('after', RESOURCES_HELP)
    .action(async (names: string[], options: ResourcesOptions) => {
      const { runResources } = await import('./commands/resources/index.ts');
      await runResources(names, options);
    });
}
