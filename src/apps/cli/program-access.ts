import { type Command, InvalidArgumentError, Option } from 'commander';
import type {
  CanOptions,
  DiffOptions,
  LeastPrivilegeOptions,
  ReviewOptions,
  WhoCanOptions,
  WhyOptions,
} from './commands/access/index.ts';
import { addClusterOptions, collectValues, readMinor } from './options.ts';

const HELP = `
Examples:
  merlon access who-can get secrets -n shop --cluster     in the current context's cluster
  merlon access who-can create pods/exec --from deploy/   as far as these manifests say
  merlon access can sa:ops/build-runner --cluster         everything that it holds
  merlon access why sa:shop/web delete pods -n shop       the chain that allows it, or what comes nearest
  merlon access review --cluster                          who holds what leads further

A subject is sa:NAMESPACE/NAME, group:NAME, or a user's name.`;

/** Where roles and bindings are read from, and how the answer is printed: the same for every sub-command. */
function addSource(command: Command, formats: readonly string[] = ['terminal', 'json'], help = HELP): Command {
  return addClusterOptions(
    command
      .option(
        '--from <target>',
        'files, folders, charts or a snapshot (default: this folder); may be repeated',
        collectValues,
      )
      .option('--complete', 'these files are everything: what is not in them does not exist')
      .option('--kubernetes-version <version>', 'judge for this version, as 1.31', readMinor)
      .option('--config <file>', 'settings file (default: merlon.yaml in this folder, if there is one)')
      .option('--no-config', 'do not read merlon.yaml'),
  )
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(formats).default('terminal'))
    .option('-q, --quiet', 'no progress on standard error')
    .addHelpText('after', help);
}

function addWhoCan(access: Command): void {
  const command = access
    .command('who-can')
    .summary('subjects that may do something')
    .description('Lists the subjects that may do something, each with the binding, role and rule that give it.')
    .argument('<verb>', 'get, list, create, bind, impersonate … or any other')
    .argument('<resource>', 'pods, pods/exec, deployments.apps, or a URL as /metrics')
    .argument('[name]', 'the name of one object')
    .option('-n, --namespace <namespace>', 'in this namespace (default: everywhere, and in each)');
  addSource(command, ['terminal', 'json', 'csv']).action(
    async (verb: string, resource: string, name: string | undefined, options: WhoCanOptions) => {
      const { runWhoCan } = await import('./commands/access/index.ts');
      await runWhoCan(verb, resource, name, options);
    },
  );
}

function addCan(access: Command): void {
  const command = access
    .command('can')
    .summary('everything that a subject may do')
    .description('Lists what a subject holds, by itself and by its groups, with the place of each binding.')
    .argument('<subject>', 'sa:NAMESPACE/NAME, group:NAME, or a user')
    .option('--group <group>', 'a group that the user is in besides; may be repeated', collectValues)
    .option('-n, --namespace <namespace>', 'only what holds in this namespace');
  addSource(command, ['terminal', 'json', 'csv']).action(async (subject: string, options: CanOptions) => {
    const { runCan } = await import('./commands/access/index.ts');
    await runCan(subject, options);
  });
}

function addWhy(access: Command): void {
  const command = access
    .command('why')
    .summary('the chain that allows a request, or what comes nearest')
    .description(
      'Says whether a subject may do something: every chain that allows it, or what comes nearest and what is in the way. Exit code 1 when it may not.',
    )
    .argument('<subject>', 'sa:NAMESPACE/NAME, group:NAME, or a user')
    .argument('<verb>', 'get, list, create, bind, impersonate … or any other')
    .argument('<resource>', 'pods, pods/exec, deployments.apps, or a URL as /metrics')
    .argument('[name]', 'the name of one object')
    .option('--group <group>', 'a group that the user is in besides; may be repeated', collectValues)
    .option(
      '-n, --namespace <namespace>',
      'in this namespace; left out for lists of all namespaces, and for what is in none',
    );
  addSource(command).action(async (...given: unknown[]) => {
    // commander hands over the arguments, the options and itself.
    const [subject, verb, resource, name, options] = given as [string, string, string, string | undefined, WhyOptions];
    const { runWhy } = await import('./commands/access/index.ts');
    await runWhy({ subject, verb, resource, name }, options);
  });
}

const REVIEW_HELP = `
Examples:
  merlon access review deploy/ --complete          of manifests that are all there is
  merlon access review --cluster -o html --output-file access.html   a matrix to search, in one file
  merlon access review --cluster --fail-on critical   exit code 1 when somebody holds a critical right

Tenants, and what they reach outside their namespaces, are reviewed where merlon.yaml names them (\`tenants:\`).`;

function addReview(access: Command): void {
  const command = access
    .command('review')
    .summary('who holds what leads further, and what should be tidied up')
    .description(
      'Reviews who may do what: privileged subjects with the chain that makes them so, what tenants reach outside their namespaces, wildcards, bindings that lead nowhere, changed built-ins, and roles that nobody holds.',
    )
    .argument('[targets...]', 'files, folders, charts or a snapshot (default: this folder)')
    .option('--all', 'show what the API server makes itself too')
    .option('--full', 'show everything, not the worst of each list')
    .option('--output-file <file>', 'write to this file')
    .addOption(
      new Option('--fail-on <severity>', 'exit code 1 when somebody holds a right so bad or worse')
        .choices(['critical', 'high', 'medium', 'never'])
        .default('never'),
    );
  const formats = ['terminal', 'json', 'csv', 'html'];
  addSource(command, formats, REVIEW_HELP).action(async (targets: string[], options: ReviewOptions) => {
    const { runReview } = await import('./commands/access/index.ts');
    await runReview(targets, options);
  });
}

const LEAST_HELP = `
Examples:
  merlon access least-privilege --audit-log audit.log --cluster
  merlon access least-privilege --audit-log logs/ --subject sa:shop/web deploy/ -o yaml > roles.yaml
  merlon access least-privilege --audit-log may/ --replay june/ --cluster   how another month goes with it

Logs may be files, gzip, folders of rotated logs or - for standard input, also as EKS, GKE and AKS export them.`;

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('it must be a whole number from 1 on.');
  return count;
}

function addLeastPrivilege(access: Command): void {
  const command = access
    .command('least-privilege')
    .summary('the smallest roles that would have allowed what an audit log shows')
    .description(
      'Makes, from an audit log, the smallest roles with which each subject could have done all that it did, replays the log on them, and lists what of its rights was never used.',
    )
    .argument('[targets...]', 'files, folders, charts or a snapshot with the roles of today (default: this folder)')
    .requiredOption('--audit-log <file>', 'file, folder or - with the log; may be repeated', collectValues)
    .option('--replay <file>', 'another log to replay on the new roles; may be repeated', collectValues)
    .option('--subject <subject>', 'only this one, as sa:NAMESPACE/NAME or a user; may be repeated', collectValues)
    .option('--everywhere-from <n>', 'allow everywhere what was asked for in so many namespaces', readCount, 20)
    .option('--name-seen <n>', 'rest a rule on a name only when it was seen so often', readCount, 2)
    .option('--full', 'show everything, not the first of each list')
    .option('--output-file <file>', 'write to this file');
  const formats = ['terminal', 'yaml', 'json'];
  addSource(command, formats, LEAST_HELP).action(async (targets: string[], options: LeastPrivilegeOptions) => {
    const { runLeastPrivilege } = await import('./commands/access/index.ts');
    await runLeastPrivilege(targets, options);
  });
}

const DIFF_HELP = `
Examples:
  merlon access diff --git origin/main deploy/          what this branch grants and takes
  merlon access diff --git HEAD~1 -o sarif --output-file access.sarif
  merlon access diff before/ after/ --complete          two folders, files, charts or snapshots

Exit code 1 when somebody gains a right as bad as --fail-on or worse.`;

function addDiff(access: Command): void {
  access
    .command('diff')
    .summary('what a change of manifests grants and takes')
    .description(
      'Compares who may do what before and after a change, as permissions and not as text: for each subject what it gains and loses, by which binding, role and rule.',
    )
    .argument('[targets...]', 'BEFORE and AFTER; with --git the paths to compare (default: this folder)')
    .option('--git <revision>', 'before is what the paths held at this revision')
    .option('--complete', 'both sides are everything: what is not in them does not exist')
    .option('--kubernetes-version <version>', 'judge for this version, as 1.31', readMinor)
    .option('--config <file>', 'settings file (default: merlon.yaml in this folder, if there is one)')
    .option('--no-config', 'do not read merlon.yaml')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit code 1 when somebody gains a right so bad or worse; what is not known does not count',
      )
        .choices(['critical', 'high', 'medium', 'low', 'never'])
        .default('high'),
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print it').choices(['terminal', 'json', 'sarif']).default('terminal'),
    )
    .option('--output-file <file>', 'write to this file')
    .option('--full', 'show everything, not the worst of each list')
    .option('-q, --quiet', 'no progress on standard error')
    .addHelpText('after', DIFF_HELP)
    .action(async (targets: string[], options: DiffOptions) => {
      const { runDiff } = await import('./commands/access/index.ts');
      await runDiff(targets, options);
    });
}

/** Adds `access` with its sub-commands. */
export function addAccess(program: Command): void {
  const access = program
    .command('access')
    .summary('who can do what, and how they got it')
    .description(
      'Answers who can do what, exactly as the API server decides it, with the chain of binding, role and rule.',
    )
    .addHelpText('after', HELP);
  addWhoCan(access);
  addCan(access);
  addWhy(access);
  addReview(access);
  addDiff(access);
  addLeastPrivilege(access);
}
