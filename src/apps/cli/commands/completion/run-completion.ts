import type { Command } from 'commander';
import { CliError } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { readPack } from '../../catalogue.ts';

/** What a shell may complete. */
interface Words {
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly string[];
  }[];
  /** Option to the values that it takes. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly checks: readonly string[];
}

function wordsOf(program: Command): Words {
  const choices: Record<string, readonly string[]> = {};
  const commands = program.commands.map((command) => {
    for (const option of command.options) {
      if (option.argChoices !== undefined && option.long !== undefined && option.long !== null)
        choices[option.long] = option.argChoices;
    }
    return {
      name: command.name(),
      summary: command.summary(),
      options: [...command.options.flatMap(({ long }) => long ?? []), '--help'],
    };
  });
  const checks = readPack().checks.map(({ id }) => id);
  return { commands, choices: { ...choices, '--check': checks }, checks };
}

function bash({ commands, choices, checks }: Words): string {
  const cases = commands.map(
    ({ name, options }) =>
      `    ${name}) words="${options.join(' ')}${name === 'explain' ? ` ${checks.join(' ')}` : ''}" ;;`,
  );
  const values = Object.entries(choices).map(
    ([option, list]) => `    ${option}) COMPREPLY=($(compgen -W "${list.join(' ')}" -- "$cur")); return ;;`,
  );
  return `# bash completion for merlon
_merlon() {
  local cur prev words
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$prev" in
${values.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _merlon merlon
`;
}

function zsh(words: Words): string {
  return `#compdef merlon
# zsh completion for merlon, on top of the one for bash
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function fish({ commands, choices, checks }: Words): string {
  const lines = ['# fish completion for merlon'];
  for (const { name, summary, options } of commands) {
    lines.push(`complete -c merlon -n __fish_use_subcommand -a ${name} -d ${fishQuote(summary)}`);
    const within = `complete -c merlon -n '__fish_seen_subcommand_from ${name}'`;
    for (const option of options) {
      const values = choices[option];
      lines.push(
        `${within} -l ${option.slice(2)}${values === undefined ? '' : ` -x -a ${fishQuote(values.join(' '))}`}`,
      );
    }
    if (name === 'explain') lines.push(`${within} -f -a ${fishQuote(checks.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}

const SHELLS: Readonly<Record<string, (words: Words) => string>> = { bash, zsh, fish };

/** `merlon completion`: prints the completion script of a shell. Throws CliError for another shell. */
export async function runCompletion(shell: string, program: Command): Promise<void> {
  const print = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (print === undefined)
    throw new CliError(`no completion for "${shell}"; there is one for ${Object.keys(SHELLS).join(', ')}`);
  await writeOutput([print(wordsOf(program))]);
}
