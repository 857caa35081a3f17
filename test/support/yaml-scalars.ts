import type { Json } from '../../src/model/json.ts';
import { below, chance, pick, type Rng } from './rng.ts';

/** Where a scalar is printed: the column of what holds it, and whether it may take more lines. */
export interface ScalarPlace {
  /** Columns that continuation lines must go beyond. */
  readonly column: number;
  /** `block`: behind a key or dash; `flow`: inside brackets; `key`: before a colon, one line. */
  readonly kind: 'block' | 'flow' | 'key';
  readonly step: number;
}

/** The lines of a scalar: the first goes behind its holder, the others carry their indentation. */
export interface ScalarLines {
  readonly lines: readonly string[];
  /** Whether it is a block scalar: what follows must not look like a part of it. */
  readonly block: boolean;
}

const PLAIN = /^[A-Za-z/][\w/@%+=.-]*(?: [\w/@%+=.-]+)*$/;
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !WORD.test(text);
}

/** Breaks a text at some of its single blanks, as YAML folds lines in plain and quoted scalars. */
function fold(text: string, place: ScalarPlace, rng: Rng): readonly string[] {
  if (place.kind === 'key' || !chance(rng, 0.2)) return [text];
  const lead = ' '.repeat(place.column + 1 + below(rng, 3));
  const parts = text.split(/(?<=[^\s\\]) (?=[^\s\\#:-])/);
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(part);
    else if (chance(rng, 0.5)) lines.push(lead + part);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines;
}

/** Double quotes, with characters escaped that need not be. */
function quoteDouble(text: string, rng: Rng): string {
  const plain = JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (!chance(rng, 0.2)) return plain;
  return plain.replaceAll(/(?<!\\)[b-z](?![\w])/g, (char) =>
    chance(rng, 0.3) ? `\\x${char.charCodeAt(0).toString(16)}` : char,
  );
}

function chompingOf(text: string, rng: Rng): string {
  if (!text.endsWith('\n')) return '-';
  return text.endsWith('\n\n') || chance(rng, 0.2) ? '+' : '';
}

/** A text as a literal or folded block; undefined when it cannot be one. */
function blockLines(text: string, place: ScalarPlace, rng: Rng): readonly string[] | undefined {
  if (
    place.kind !== 'block' ||
    text.trim() === '' ||
    /[^\n\x20-\x7e\u00e0-\u{1ffff}]|[ ]\n|\u2028|\u2029|\ufeff/u.test(text) ||
    text.endsWith(' ')
  )
    return undefined;
  const body = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  const indented = /^\n*[ ]/.test(text) || (body[0] ?? '') === '' || chance(rng, 0.1);
  const step = place.step;
  const lead = ' '.repeat(place.column + step);
  const mayFold = body.every((line) => line !== '' && !line.startsWith(' '));
  const folded = mayFold && chance(rng, 0.4);
  const header = `${folded ? '>' : '|'}${indented ? String(step) : ''}${chompingOf(text, rng)}`;
  const lines = folded
    ? body.flatMap((line, i) => (i === 0 ? foldBlock(line, rng) : ['', ...foldBlock(line, rng)]))
    : body;
  return [header, ...lines.map((line) => (line === '' ? '' : lead + line))];
}

function foldBlock(line: string, rng: Rng): readonly string[] {
  const at = /(?<=\S) (?=\S)/.exec(line)?.index;
  return at === undefined || chance(rng, 0.5) ? [line] : [line.slice(0, at), line.slice(at + 1)];
}

function stringLines(text: string, place: ScalarPlace, rng: Rng): ScalarLines {
  const block = chance(rng, text.includes('\n') ? 0.7 : 0.05) ? blockLines(text, place, rng) : undefined;
  if (block !== undefined) return { lines: block, block: true };
  if (isPlain(text) && chance(rng, 0.6)) return { lines: fold(text, place, rng), block: false };
  if (!/[^\x20-\x7e]/.test(text) && chance(rng, 0.5))
    return { lines: fold(`'${text.replaceAll("'", "''")}'`, place, rng), block: false };
  return { lines: fold(quoteDouble(text, rng), place, rng), block: false };
}

/** Prints a scalar in a random style that reads as the value. `empty` allows nothing at all for null. */
export function printScalar(
  value: Exclude<Json, object> | null,
  place: ScalarPlace,
  rng: Rng,
  empty = false,
): ScalarLines {
  if (typeof value === 'string') return stringLines(value, place, rng);
  if (value === null) return { lines: [pick(rng, empty ? ['null', '~', ''] : ['null', '~'])], block: false };
  return { lines: [String(value)], block: false };
}
