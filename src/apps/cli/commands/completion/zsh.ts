import { allCommands, type CommandWords, nameOf, type Offer, type OptionWords } from './describe-commands.ts';

/** A word that the shell takes as it stands. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A description within a specification of `_arguments`: brackets, colons and backslashes mean something there. */
function escape(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, String.raw`\$&`);
}

function functionOf({ path }: CommandWords): string {
  return ['_merlon', ...path].join('_').replaceAll('-', '_');
}

/** What is offered, as the action of a specification. */
function actionOf(offer: Offer): string {
  if (offer.kind === 'files') return '_files';
  return offer.kind === 'words' ? `(${offer.words.join(' ')})` : ' ';
}

function optionSpecs({ names, summary, value, optional }: OptionWords): readonly string[] {
  // `-o+` takes its value in the same word or the next, `--output=` behind `=` or in the next.
  return names.map((name) => {
    const sign = value === undefined || optional ? '' : name.startsWith('--') ? '=' : '+';
    const valueSpec = value === undefined ? '' : `${optional ? '::' : ':'}value:${actionOf(value)}`;
    return quote(`*${name}${sign}[${escape(summary)}]${valueSpec}`);
  });
}

function ownArguments({ options, argument }: CommandWords): readonly string[] {
  const rest = argument === undefined ? [] : [quote(`*:argument:${actionOf(argument)}`)];
  return [...options.flatMap(optionSpecs), ...rest];
}

function describeInner(command: CommandWords): string {
  const { commands } = command;
  const rows = commands.map((inner) => quote(`${nameOf(inner)}:${escape(inner.summary)}`));
  const cases = commands.map((inner) => `        ${nameOf(inner)}) ${functionOf(inner)} ;;`);
  return `${functionOf(command)}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C -S ${command.options.flatMap(optionSpecs).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(${rows.join(' ')})
      _describe command commands
      ;;
    rest)
      case $line[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}`;
}

/** A command's function: of one that has others below it, which of them is meant. */
function describe(command: CommandWords): string {
  if (command.commands.length > 0) return describeInner(command);
  return `${functionOf(command)}() {\n  _arguments -S ${ownArguments(command).join(' ')}\n}`;
}

/** The completion script for zsh. */
export function writeZsh(program: CommandWords): string {
  return `#compdef merlon
# zsh completion for merlon
${[...allCommands(program)].map(describe).join('\n')}
if [ "$funcstack[1]" = "_merlon" ]; then
  _merlon "$@"
else
  compdef _merlon merlon
fi
`;
}
