import { allCommands, type CommandWords, nameOf, type Offer } from './describe-commands.ts';

/** Words that stand for themselves in a script. Nothing that commands declare holds a quote. */
function quote(words: readonly string[]): string {
  return `"${words.join(' ')}"`;
}

function placeOf({ path }: CommandWords): string {
  return path.join(' ');
}

function offer(value: Offer): string {
  // Readline completes files itself where nothing is offered.
  if (value.kind === 'files') return 'return';
  return `_merlon_offer ${quote(value.kind === 'words' ? value.words : [])}; return`;
}

/** Options that must have a value, one line for each offer of each command. */
function valueCases(command: CommandWords): readonly string[] {
  return command.options.flatMap(({ names, value, optional }) =>
    value === undefined || optional
      ? []
      : [`    ${names.map((name) => `"${placeOf(command)} ${name}"`).join('|')}) ${offer(value)} ;;`],
  );
}

function wordCase(command: CommandWords): string {
  const { options, commands, argument } = command;
  const names = quote(options.flatMap((option) => option.names));
  const words = [...commands.map(nameOf), ...(argument?.kind === 'words' ? argument.words : [])];
  const files = argument?.kind === 'files' ? 1 : '';
  return `    "${placeOf(command)}") options=${names} words=${quote(words)} files=${files} ;;`;
}

/** The completion script for bash. */
export function writeBash(program: CommandWords): string {
  const all = [...allCommands(program)];
  const places = all.filter(({ path }) => path.length > 0);
  return `# bash completion for merlon
_merlon_offer() {
  compopt +o default 2>/dev/null
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
_merlon() {
  local cur prev place word options words files
  COMPREPLY=()
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  # --option=value comes as three words.
  if [ "$cur" = "=" ]; then
    cur=""
  elif [ "$prev" = "=" ] && [ "$COMP_CWORD" -gt 2 ]; then
    prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  place=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${place:+$place }$word" in
      ${places.map((one) => `"${placeOf(one)}"`).join('|')}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place $prev" in
${all.flatMap(valueCases).join('\n')}
  esac
  case "$place" in
${all.map(wordCase).join('\n')}
  esac
  case "$cur" in
    -*) _merlon_offer "$options" ;;
    *) if [ -z "$files" ]; then _merlon_offer "$words"; fi ;;
  esac
}
complete -o default -F _merlon merlon
`;
}
