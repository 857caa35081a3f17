import type { Json } from '../../model/json.ts';

/** How a string is written when the place allows more than one way. */
export type Quote = 'plain' | 'single' | 'double';

/** Where a scalar stands: inside `[ ]` and `{ }` some plain characters are indicators. */
export type ScalarPlace = 'block' | 'flow';

// Words that some YAML reader takes for a boolean or null, whatever their case. https://yaml.org/type/bool.html
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf']);

interface PlainPatterns {
  /** What begins neither a number nor an indicator: letters, paths, flags (`--v`), addresses (`10.0.0.0/8`), quantities (`128Mi`). */
  readonly start: RegExp;
  readonly block: RegExp;
  /** Some readers stop at `:` and `?` inside flow collections even where no blank follows. */
  readonly flow: RegExp;
}

function plainPatterns(letters: string, marks: string): PlainPatterns {
  const numbered = String.raw`\.[A-Za-z/]|[0-9]+(?:\.[0-9]+){2,}(?:\/[0-9]+)?$|[0-9]+[a-zA-Z]*[g-wyzG-WYZ]|--?[A-Za-z]`;
  return {
    start: new RegExp(String.raw`^(?:[${letters}_/$(]|${numbered})`, 'u'),
    block: new RegExp(String.raw`^[${letters}${marks}\w .,/@%+=:;()$^~?*!<>|"'\\{}[\]#&-]*$`, 'u'),
    flow: new RegExp(String.raw`^[${letters}${marks}\w ./@%+=;()$^~-]*$`, 'u'),
  };
}

// Patterns that know all of Unicode take milliseconds to be made ready, and few texts need them.
const BEYOND_ASCII = /\P{ASCII}/u;
const ASCII_PLAIN = plainPatterns('A-Za-z', '');
let unicodePlain: PlainPatterns | undefined;

function patternsFor(text: string): PlainPatterns {
  if (!BEYOND_ASCII.test(text)) return ASCII_PLAIN;
  return (unicodePlain ??= plainPatterns(String.raw`\p{L}`, String.raw`\p{M}`));
}

// What ends a plain scalar early, and blanks at its ends, which the reader would drop.
const ENDS_PLAIN = /: |:$| #|\s$/;
// Numbers of any YAML version: sexagesimal, underscores, exponents, other bases. https://yaml.org/type/int.html
const NUMBER_LIKE =
  /^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|0[box][0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|nan))$/i;
// Most keys and words: nothing that the other patterns look for is in them.
const LETTERS = /^[A-Za-z]+$/;
const DATE_LIKE = /^[0-9]{4}-[0-9]/;
// Characters that YAML 1.1 does not let stand for themselves, or takes for line breaks. https://yaml.org/spec/1.1/#c-printable
const ESCAPED = /[\u007F-\u009F\u2028\u2029\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/gu;

function isPrintable(text: string): boolean {
  return text.search(/\p{Cc}/u) < 0 && text.search(ESCAPED) < 0;
}

function isPlainSafe(text: string, place: ScalarPlace): boolean {
  if (LETTERS.test(text)) return !WORDS.has(text.toLowerCase());
  const { start, block, flow } = patternsFor(text);
  if (!(place === 'flow' ? flow : block).test(text) || !start.test(text)) return false;
  return !ENDS_PLAIN.test(text) && !WORDS.has(text.toLowerCase()) && !NUMBER_LIKE.test(text) && !DATE_LIKE.test(text);
}

/** Prints a string in double quotes with escapes that JSON and every YAML version read alike. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Prints a string as it was asked for where that is safe in every YAML version, else in double quotes. */
export function formatString(text: string, place: ScalarPlace, quote: Quote): string {
  if (quote === 'plain' && isPlainSafe(text, place)) return text;
  if (quote === 'single' && isPrintable(text)) return `'${text.replaceAll("'", "''")}'`;
  return quoteDouble(text);
}

/** Prints null, a boolean, a number or a string on one line; other values are the printer's. */
export function formatScalar(value: Exclude<Json, object> | null, place: ScalarPlace, quote: Quote): string {
  return typeof value === 'string' ? formatString(value, place, quote) : String(value);
}

/** Tells whether a text can be a literal block scalar whose value does not hang on what follows it. */
export function isLiteralSafe(text: string): boolean {
  if (!text.includes('\n') || /^[\s]|[ \t]$/.test(text) || text.endsWith('\n\n')) return false;
  return isPrintable(text.replaceAll('\n', '')) && !/[ \t]\n/.test(text);
}
