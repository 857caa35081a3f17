import { type Command, Option } from 'commander';
import type { ChecksOptions } from './commands/checks/index.ts';
import { colourOption, PROFILES, SEVERITIES } from './options.ts';

const EXPLAIN_HELP = `
Examples:
  merlon explain run-as-root-allowed
  merlon explain KSV-0012                   the same, by the id that Trivy gives it
  merlon explain C-0057 CKV_K8S_20 privileged-container`;

/** Adds `merlon explain`. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .summary('say what a check looks at, why, and how to fix it')
    .description(
      'Prints the page of a check. Ids of Kubescape, Trivy, kube-linter, Polaris, Checkov, kube-score, kubesec, Kyverno and the Pod Security Standards are understood.',
    )
    .argument('<ids...>', "ids of checks, ours or other tools'")
    .addOption(
      new Option('-o, --output <format>', 'how to print it')
        .choices(['terminal', 'markdown', 'json'])
        .default('terminal'),
    )
    .addOption(colourOption())
    .addHelpText('after', EXPLAIN_HELP)
    .action(
      async (
        ids: string[],
        options: { output: 'terminal' | 'markdown' | 'json'; color: 'auto' | 'always' | 'never' },
      ) => {
        const { runExplain } = await import('./commands/explain/index.ts');
        await runExplain(ids, options);
      },
    );
}

const CHECKS_HELP = `
Examples:
  merlon checks                             all checks as a table
  merlon checks --profile recommended --severity high
  merlon checks --planned                   what other tools check and Merlon does not yet
  merlon checks root -o json                checks about root, as JSON`;

/** Adds `merlon checks`. */
export function addChecks(program: Command): void {
  program
    .command('checks')
    .summary('list the checks')
    .description('Lists checks, filtered by words, topic, severity or profile.')
    .argument('[words...]', 'words that id, title or a foreign id must hold')
    .addOption(new Option('-o, --output <format>', 'how to print the list').choices(['table', 'json']).default('table'))
    .option('--topic <topic>', 'only this topic, as pod-isolation')
    .addOption(new Option('--severity <severity>', 'only this severity or worse').choices(SEVERITIES))
    .addOption(new Option('-p, --profile <profile>', 'only what this profile runs').choices(PROFILES))
    .option('--planned', 'list what is planned instead')
    .addOption(colourOption())
    .addHelpText('after', CHECKS_HELP)
    .action(async (words: string[], options: ChecksOptions) => {
      const { runChecks } = await import('./commands/checks/index.ts');
      await runChecks(words, options);
    });
}

const COMPLETION_HELP = `
Examples:
  source <(merlon completion bash)          for this shell
  merlon completion zsh > "\${fpath[1]}/_merlon"
  merlon completion fish > ~/.config/fish/completions/merlon.fish`;

/** Adds `merlon completion`. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script for your shell')
    .description('Prints a script that completes commands, options and ids of checks.')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', COMPLETION_HELP)
    .action(async (shell: string) => {
      const { runCompletion } = await import('./commands/completion/index.ts');
      await runCompletion(shell, program);
    });
}
