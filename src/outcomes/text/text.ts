/** Characters that a terminal would act on, or that hide or reorder text: controls, bidirectional marks, zero-width characters, line separators. */
const HOSTILE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOne(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Makes text from the input harmless for a terminal: what it would act on is written as `\u001b`. A tab becomes a blank. */
export function clean(text: string): string {
  return text.replaceAll(HOSTILE, (char) => (char === '\t' ? ' ' : escapeOne(char)));
}

/** The same where the text has to stay readable as a value: line ends and tabs are written as `\n`, `\r` and `\t`. */
export function escapeControls(text: string): string {
  return text.replaceAll(HOSTILE, (char) => SHORT[char] ?? escapeOne(char));
}

/** Marks beyond the scripts that are told apart by number below; made when first needed, since it costs more than most texts. */
let mark: RegExp | undefined;

function isMark(char: string, code: number): boolean {
  if (code < 0x300 || (code >= 0x2010 && code < 0x20d0) || (code >= 0x2100 && code < 0x2cef)) return false;
  mark ??= /\p{Mark}/u;
  return mark.test(char);
}

/** First and last of ranges that take two columns: East Asian wide and full-width forms, and emoji. https://www.unicode.org/reports/tr11/ */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([first, last]) => code >= first && code <= last);
}

const ASCII = /^[\u0020-\u007e]*$/;

function widthOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (isMark(char, code)) return 0;
  return isWide(code) ? 2 : 1;
}

/** How many columns a clean text takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += widthOf(char);
  return width;
}

/** The longest beginning of a text that fits into `width` columns. */
export function fit(text: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const char of text) {
    used += widthOf(char);
    if (used > width) break;
    kept += char;
  }
  return kept;
}

/** Cuts a text to `width` columns, with a mark where it was cut. */
export function cut(text: string, width: number, mark: string): string {
  return displayWidth(text) <= width ? text : fit(text, width - displayWidth(mark)) + mark;
}

function breakWord(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (let rest = word; rest !== '';) {
    const part = fit(rest, width) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return parts;
}

/** `shop/cart.yaml:12:9`, with what a sentence puts behind it. Half of one cannot be opened or copied. */
const PLACE = /[^:]:\d+(?::\d+)?[):;,.]*$/;

/** Wraps clean words into lines of at most `width` columns (at least 10). A longer word is broken, but for one that ends as a place in a file does. */
export function wrapWords(words: readonly string[], width: number): readonly string[] {
  const limit = Math.max(10, width);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const put = (word: string, columns: number): void => {
    if (line !== '' && used + 1 + columns <= limit) {
      line += ` ${word}`;
      used += 1 + columns;
      return;
    }
    if (line !== '') lines.push(line);
    line = word;
    used = columns;
  };
  for (const word of words) {
    const columns = displayWidth(word);
    if (columns > limit && !PLACE.test(word)) for (const part of breakWord(word, limit)) put(part, displayWidth(part));
    else if (word !== '') put(word, columns);
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** Wraps a clean text at blanks, as `wrapWords` does. */
export function wrapText(text: string, width: number): readonly string[] {
  return wrapWords(text.split(/\s+/), width);
}

/** Pads a clean text with blanks to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
