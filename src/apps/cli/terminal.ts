import { outputTerminal } from './standard-output.ts';

/** What a stream can show. */
export interface TerminalTraits {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** When to use colours: only on a terminal, or as the user says. */
export type ColourChoice = 'auto' | 'always' | 'never';

const NARROWEST = 60;
const WIDEST = 140;
const PLAIN_WIDTH = 100;

function wantsColour(choice: ColourChoice, isTty: boolean, env: NodeJS.ProcessEnv): boolean {
  if (choice !== 'auto') return choice === 'always';
  // https://no-color.org: any value that is not empty counts.
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '0') !== '0') return true;
  return isTty && env['TERM'] !== 'dumb';
}

function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (/utf-?8/i.test(locale)) return true;
  // Containers and CI often name no locale at all and show UTF-8; `C` and `POSIX` are a choice.
  return locale === '' && env['TERM'] !== 'dumb';
}

/** Finds out what standard output can show. */
export function terminalTraits(choice: ColourChoice, env: NodeJS.ProcessEnv = process.env): TerminalTraits {
  const terminal = outputTerminal();
  const fromEnv = Number(env['COLUMNS']);
  const width = Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : (terminal?.columns ?? PLAIN_WIDTH);
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, width)),
    colour: wantsColour(choice, terminal !== undefined, env),
    unicode: showsUnicode(env),
  };
}

const MARKS: Readonly<Record<string, string>> = { '→': '->', '…': '...', '·': '-' };

/** Text as this terminal can show it: where that is ASCII alone, the marks that Merlon itself writes become what people write for them there. */
export function* fitMarks(chunks: Iterable<string>, env: NodeJS.ProcessEnv = process.env): Iterable<string> {
  const isPlain = !showsUnicode(env);
  for (const chunk of chunks)
    yield isPlain ? chunk.replaceAll(/[\u2192\u2026\u00b7]/g, (mark) => MARKS[mark] ?? mark) : chunk;
}
