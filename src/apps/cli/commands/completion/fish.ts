import { allCommands, type CommandWords, nameOf, type Offer, type OptionWords } from './describe-commands.ts';

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The condition under which a command is the one that is typed. */
function within({ path }: CommandWords): string {
  return quote(`__merlon_at ${path.join(' ')}`.trim());
}

function offerOf(offer: Offer): string {
  if (offer.kind === 'files') return ' -F';
  return offer.kind === 'words' ? ` -a ${quote(offer.words.join(' '))}` : '';
}

function optionLine(command: CommandWords, { names, summary, value, optional }: OptionWords): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  // `-r` takes a value, and `-f` no file but what is offered.
  const needs = value === undefined || optional ? '' : value.kind === 'files' ? ' -r' : ' -x';
  const values = value === undefined || optional ? '' : offerOf(value);
  return `complete -c merlon -n ${within(command)} ${flags.join(' ')}${needs}${values} -d ${quote(summary)}`;
}

function linesOf(command: CommandWords): readonly string[] {
  const { options, commands, argument } = command;
  const start = `complete -c merlon -n ${within(command)}`;
  return [
    ...commands.map((inner) => `${start} -f -a ${nameOf(inner)} -d ${quote(inner.summary)}`),
    ...options.map((option) => optionLine(command, option)),
    ...(argument === undefined || argument.kind === 'free'
      ? []
      : [`${start}${argument.kind === 'words' ? ' -f' : ''}${offerOf(argument)}`]),
  ];
}

/** The completion script for fish. */
export function writeFish(program: CommandWords): string {
  const all = [...allCommands(program)];
  const places = all.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(' ')));
  return `# fish completion for merlon
function __merlon_at
  set -l place
  for word in (commandline -opc)[2..-1]
    set -l next (string join -- ' ' $place $word)
    if contains -- $next ${places.join(' ')}
      set -a place $word
    end
  end
  test "$place" = "$argv"
end
complete -c merlon -f
${all.flatMap(linesOf).join('\n')}
`;
}
