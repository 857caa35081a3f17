import type { Argument, Command, Option } from 'commander';

/** What a shell may offer as a value: one of these words, a file, or nothing that anybody knows. */
export type Offer = { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'files' | 'free' };

/** One option of one command. */
export interface OptionWords {
  /** As they are typed, short first: `-o`, `--output`. */
  readonly names: readonly string[];
  readonly summary: string;
  /** Undefined for a switch. */
  readonly value: Offer | undefined;
  /** The value may be left out. */
  readonly optional: boolean;
}

/** One command, with its place: `access who-can` is `['access', 'who-can']`, the program itself `[]`. */
export interface CommandWords {
  readonly path: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
  /** What its arguments are; undefined where it takes none. */
  readonly argument: Offer | undefined;
}

/** Words that commands do not declare themselves. */
export interface KnownWords {
  readonly checks: readonly string[];
  readonly topics: readonly string[];
  readonly shells: readonly string[];
}

const FREE: Offer = { kind: 'free' };
const FILES: Offer = { kind: 'files' };

/** What is written between the brackets of an option or argument, of what is a file or a folder. */
const FILE = /[<[](?:file|target|targets|folder)(?:\.\.\.)?[\]>]/;

/** Values of options and arguments that come from elsewhere, by what stands between their brackets. */
function wordsFor(text: string, known: KnownWords): readonly string[] | undefined {
  const [, name] = /[<[]([\w-]+)(?:\.\.\.)?[\]>]/.exec(text) ?? [];
  switch (name) {
    case 'id':
    case 'ids':
      return known.checks;
    case 'topic':
      return known.topics;
    case 'shell':
      return known.shells;
    default:
      return undefined;
  }
}

function offerOf(text: string, choices: readonly string[] | undefined, known: KnownWords): Offer {
  const words = choices ?? wordsFor(text, known);
  if (words !== undefined) return { kind: 'words', words };
  return FILE.test(text) ? FILES : FREE;
}

function describeOption(option: Option, known: KnownWords): OptionWords {
  const { short, long, flags, description, argChoices, required, optional } = option;
  return {
    names: [short, long].filter((name) => typeof name === 'string'),
    summary: description,
    value: required || optional ? offerOf(flags, argChoices, known) : undefined,
    optional,
  };
}

function describeArgument(argument: Argument | undefined, known: KnownWords): Offer | undefined {
  return argument === undefined ? undefined : offerOf(`<${argument.name()}>`, argument.argChoices, known);
}

const HELP: OptionWords = {
  names: ['-h', '--help'],
  summary: 'show how it is used',
  value: undefined,
  optional: false,
};

/** Finds out what a shell may complete of a command and of all below it, from what the command says of itself. */
export function describeCommand(command: Command, known: KnownWords, path: readonly string[] = []): CommandWords {
  return {
    path,
    summary: command.summary(),
    options: [...command.options.map((option) => describeOption(option, known)), HELP],
    commands: command.commands.map((inner) => describeCommand(inner, known, [...path, inner.name()])),
    argument: describeArgument(command.registeredArguments[0], known),
  };
}

/** A command and all below it. */
export function* allCommands(command: CommandWords): Iterable<CommandWords> {
  yield command;
  for (const inner of command.commands) yield* allCommands(inner);
}

/** A command's own name; '' of the program. */
export function nameOf({ path }: CommandWords): string {
  return path.at(-1) ?? '';
}
