import { Command, Option } from 'commander';
import type { RbacOptions } from './commands/rbac/index.ts';
import type { ScanOptions } from './commands/scan/index.ts';
import type { SnapshotOptions } from './commands/snapshot/index.ts';
import { addAccess } from './program-access.ts';
import { addChecks, addCompletion, addExplain } from './program-catalogue.ts';
import { addClusterOptions, colourOption, collectValues, PROFILES, readMinor, SEVERITIES } from './options.ts';
import { addResources } from './program-resources.ts';
import { outputTerminal, writeNow } from './standard-output.ts';
import { programVersion } from './version.ts';

/** Columns of help where there is no terminal to ask. */
const HELP_WIDTH = 80;

const SCAN_HELP = `
Examples:
  merlon scan .                             everything below this folder
  merlon scan deploy/ charts/shop           manifests and a chart together
  merlon scan charts/shop -f prod.yaml      a chart with its values
  kustomize build . | merlon scan -         what another tool prints
  merlon scan . --profile pss-restricted    the Pod Security Standards, word for word
  merlon scan . -o sarif --output-file merlon.sarif
  merlon scan --cluster                     the current context's cluster
  merlon scan --cluster prod -n shop        one namespace of it
  merlon scan . --complete                  nothing else is applied: what is missing here is missing

Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 wrong use, 3 input that could not be read,
141 when the reader of standard output went away before that was known.
The default --fail-on high lets a pipeline stop for what an attacker uses first; see also "failOn" in merlon.yaml.`;

/** What is read of files. */
function addFileOptions(command: Command): Command {
  return command
    .option('--kubernetes-version <version>', 'judge for this version, as 1.31 (default: the newest known)', readMinor)
    .option(
      '-n, --namespace <namespace>',
      'files: for objects that name none (default: the release\'s, else "default"); --cluster: read only this one, may be repeated',
      collectValues,
    )
    .option('--complete', 'these files are everything: what is not in them does not exist')
    .option('--config <file>', 'settings file (default: merlon.yaml in this folder, if there is one)')
    .option('--no-config', 'do not read merlon.yaml')
    .option('--no-ignore', 'read also what .gitignore and .merlonignore exclude')
    .option('-f, --values <file>', 'values file for Helm charts; may be repeated', collectValues)
    .option('--set <key=value>', 'value for Helm charts; may be repeated', collectValues)
    .option('--set-string <key=value>', 'text value for Helm charts; may be repeated', collectValues)
    .option('--release-name <name>', 'release name for Helm charts (default: the name of the chart)')
    .option('--api-versions <version>', 'API version that charts may ask for; may be repeated', collectValues);
}

/** What is read, and how it is judged. */
function addInputOptions(command: Command): Command {
  return addFileOptions(
    command
      .addOption(new Option('-p, --profile <profile>', 'which checks to run (default: recommended)').choices(PROFILES))
      .option('-c, --check <id>', 'run only this check; may be repeated', collectValues),
  );
}

/** What is printed, and where. */
function addOutputOptions(command: Command): Command {
  const formats = ['terminal', 'json', 'sarif'];
  const failOn = 'exit with 1 on findings of this severity or worse (default: high)';
  return command
    .addOption(new Option('-o, --output <format>', 'how to report').choices(formats).default('terminal'))
    .option('--output-file <file>', 'write the report to a file instead of standard output')
    .addOption(new Option('--fail-on <severity>', failOn).choices([...SEVERITIES, 'never']))
    .option('--watch', 'of a live cluster: keep the report current until interrupted')
    .option('--platform', 'of a live cluster: count what the platform itself runs like all else')
    .option('--full', 'show every finding, not only the worst of each kind')
    .addOption(
      new Option('--verdicts <which>', 'what JSON and SARIF list').choices(['failed', 'all']).default('failed'),
    )
    .option('--save-snapshot <file>', 'save what was read, to be scanned again later (gzipped NDJSON)')
    .addOption(colourOption())
    .option('-q, --quiet', 'no progress on standard error')
    .option('--stats', 'print time and memory by stage to standard error, as JSON');
}

function addScan(program: Command): void {
  const targets = 'files, folders, globs, charts, Kustomize folders, a snapshot, or - for standard input';
  const command = program
    .command('scan')
    .summary('judge manifests, charts, Kustomize folders, or a live cluster')
    .description(
      'Reads manifests, charts and Kustomize folders, or a live cluster, and reports what an attacker would use, with evidence and fixes.',
    )
    .argument('[targets...]', `${targets} (default: this folder)`);
  addOutputOptions(addClusterOptions(addInputOptions(command)))
    .addHelpText('after', SCAN_HELP)
    .action(async (names: string[], options: ScanOptions) => {
      const { runScan } = await import('./commands/scan/index.ts');
      await runScan(names, options);
    });
}

const SNAPSHOT_HELP = `
Examples:
  merlon snapshot --cluster -o prod.snapshot          the current context's cluster
  merlon snapshot --cluster -o prod.snapshot --redact for others to look at
  merlon scan prod.snapshot                           judged later, or elsewhere, with the same result

Values of Secrets are never in it. --redact replaces names of objects, namespaces, labels, images and hosts, each everywhere alike, and takes out
values of environment variables, arguments and annotations.`;

function addSnapshot(program: Command): void {
  const command = program
    .command('snapshot')
    .summary('save a live cluster to a file that every command reads')
    .description(
      'Saves what is read of a live cluster, or of manifests, to a file (gzipped NDJSON) that every command reads.',
    )
    .argument('[targets...]', 'files, folders, charts (default: this folder)')
    .requiredOption('-o, --output <file>', 'the file to write')
    .option('--redact', 'put other names in place of those that must not leave');
  addClusterOptions(command)
    .option('-n, --namespace <namespace>', 'read only this namespace; may be repeated', collectValues)
    .option('--kubernetes-version <version>', 'the version to judge for, as 1.31', readMinor)
    .option('--complete', 'these files are everything: what is not in them does not exist')
    .option('--config <file>', 'settings file (default: merlon.yaml in this folder, if there is one)')
    .option('--no-config', 'do not read merlon.yaml')
    .option('-q, --quiet', 'no progress on standard error')
    .addHelpText('after', SNAPSHOT_HELP)
    .action(async (names: string[], options: SnapshotOptions) => {
      const { runSnapshot } = await import('./commands/snapshot/index.ts');
      await runSnapshot(names, options);
    });
}

const RBAC_HELP = `
Examples:
  merlon rbac print --for scan | kubectl apply -f -
  merlon rbac print --for scan --service-account security/merlon    with the binding
  merlon rbac print --for scan -n shop -n payments                  roles in these namespaces only`;

function addRbac(program: Command): void {
  const rbac = program
    .command('rbac')
    .summary('print the roles that Merlon needs')
    .description('Roles for Merlon itself.');
  rbac
    .command('print')
    .summary('print the smallest role that a command needs')
    .description(
      'Prints the smallest roles that let a command read what its checks declare: list and watch, and nothing else.',
    )
    .addOption(
      new Option('--for <command>', 'the command that needs them')
        .choices(['scan', 'resources', 'access'])
        .default('scan'),
    )
    .addOption(
      new Option('-p, --profile <profile>', 'the checks that will run (default: recommended)').choices(PROFILES),
    )
    .addOption(new Option('--secrets <what>', 'of Secrets: nothing, or names and types').choices(['none', 'types']))
    .option('-n, --namespace <namespace>', 'only in this namespace; may be repeated', collectValues)
    .option('--service-account <namespace/name>', 'bind the roles to this account')
    .option('--name <name>', 'name of the roles', 'merlon-scan')
    .addOption(new Option('-o, --output <format>', 'how to print them').choices(['yaml', 'json']).default('yaml'))
    .option('--config <file>', 'settings file (default: merlon.yaml in this folder, if there is one)')
    .option('--no-config', 'do not read merlon.yaml')
    .addHelpText('after', RBAC_HELP)
    .action(async (options: RbacOptions) => {
      const { runRbacPrint } = await import('./commands/rbac/index.ts');
      await runRbacPrint(options);
    });
}

const HELP = `
Examples:
  merlon scan .                             judge everything below this folder
  merlon explain KSV-0012                   what a finding means, by any tool's id
  merlon checks                             what is checked

Settings: merlon.yaml (profile, severities, options, accepted findings). Colours: NO_COLOR turns them off.`;

/** Commands that are built alone when they are asked for by name: building all of them takes longer than what these do. */
const ALONE: Readonly<Record<string, (program: Command) => void>> = {
  scan: addScan,
  explain: addExplain,
  checks: addChecks,
};

/** Lets every command name itself where it says how it is used. */
function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`(${path} --help shows how it is used)`);
  for (const one of command.commands) pointToHelp(one, `${path} ${one.name()}`);
}

/**
 * Builds the program: commands, options and help. Commands load when they are called. `first` is the first argument: where it names one of a few commands
 * nobody can ask for the others, and only that one is built.
 */
export function createProgram(first = ''): Command {
  const program = new Command('merlon')
    .description('Kubernetes security: what an attacker would use in your manifests, with evidence and fixes.')
    .version(programVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: writeNow,
      getOutHelpWidth: () => outputTerminal()?.columns ?? HELP_WIDTH,
      getOutHasColors: () => false,
      // What we find wrong ourselves begins like this too.
      outputError: (text, write) => write(text.replace(/^error: /, 'merlon: ')),
    })
    .showSuggestionAfterError(true)
    .addHelpText('after', HELP);
  const alone = Object.hasOwn(ALONE, first) ? ALONE[first] : undefined;
  if (alone !== undefined) {
    alone(program);
    pointToHelp(program, 'merlon');
    return program;
  }
  addScan(program);
  addAccess(program);
  addSnapshot(program);
  addResources(program, (command) => addClusterOptions(addFileOptions(command)).addOption(colourOption()));
  addRbac(program);
  addExplain(program);
  addChecks(program);
  addCompletion(program);
  program
    .command('version')
    .summary('print the version')
    .description('Prints the version of Merlon and of the Node.js that runs it.')
    .addHelpText('after', '\nExamples:\n  merlon version')
    .action(() => {
      writeNow(`merlon ${programVersion()} (Node.js ${process.versions.node})\n`);
    });
  pointToHelp(program, 'merlon');
  return program;
}
