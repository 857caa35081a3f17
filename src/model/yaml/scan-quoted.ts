import { isBlank, isBlankOrEnd, isBreak, isHex } from './chars.ts';
import { ReadError } from './problem.ts';
import { isDocumentMarker } from './scan-plain.ts';
import { appendToken, codeAt, readBreak, saveSimpleKey, type Scanner, skipBreak } from './scanner.ts';
import { SCALAR } from './token-types.ts';
import { pooledSlice } from './string-pool.ts';

const SINGLE = 39;
const DOUBLE = 34;
const BACKSLASH = 92;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Where the quote closes when everything up to it is on one line and needs no decoding; -1 otherwise. */
function simpleEnd(s: Scanner, quote: number): number {
  const { text, end } = s;
  for (let pos = s.pos + 1; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code === quote) return quote === SINGLE && codeAt(s, pos + 1) === SINGLE ? -1 : pos;
    if (code === BACKSLASH && quote === DOUBLE) return -1;
    if ((code < 32 || code >= 0x85) && isBreak(code)) return -1;
  }
  return -1;
}

/** Reads a scalar in single or double quotes; `s.pos` is at the opening quote. */
export function fetchQuoted(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  const start = s.pos;
  const quote = s.text.charCodeAt(start);
  const simple = simpleEnd(s, quote);
  const token = appendToken(s, SCALAR, start, simple + 1);
  token.style = quote === SINGLE ? 'single' : 'double';
  if (simple >= 0) {
    token.value = pooledSlice(s.pool, s.text, start + 1, simple);
    s.pos = simple + 1;
    return;
  }
  s.pos++;
  token.value = readQuoted(s, quote, start);
  token.end = s.pos;
}

function readQuoted(s: Scanner, quote: number, start: number): string {
  const parts: string[] = [];
  for (;;) {
    checkLineStart(s, start);
    const escapedBreak = readWord(s, quote, parts);
    if (codeAt(s, s.pos) === quote) break;
    readGap(s, escapedBreak, parts);
  }
  s.pos++;
  return parts.join('');
}

function checkLineStart(s: Scanner, start: number): void {
  if (s.pos >= s.end)
    throw new ReadError('syntax', start, 'The quoted text begun here is never closed; add the closing quote.');
  if (s.pos === s.lineStart && isDocumentMarker(s, s.pos)) {
    throw new ReadError(
      'syntax',
      s.pos,
      'A document marker stands inside quoted text; indent it, or close the quote before it.',
    );
  }
}

/** Reads non-blank characters; true when it stopped after an escaped line break. */
function readWord(s: Scanner, quote: number, parts: string[]): boolean {
  let from = s.pos;
  for (;;) {
    const code = codeAt(s, s.pos);
    if (code === quote) {
      const doubled = quote === SINGLE && codeAt(s, s.pos + 1) === SINGLE;
      parts.push(s.text.slice(from, doubled ? s.pos + 1 : s.pos));
      if (!doubled) return false;
      s.pos += 2;
      from = s.pos;
    } else if (code === BACKSLASH && quote === DOUBLE) {
      parts.push(s.text.slice(from, s.pos));
      if (readEscape(s, parts)) return true;
      from = s.pos;
    } else if (isBlankOrEnd(code)) {
      parts.push(s.text.slice(from, s.pos));
      return false;
    } else s.pos++;
  }
}

/** Reads one escape at `s.pos`; true for an escaped line break. */
function readEscape(s: Scanner, parts: string[]): boolean {
  const at = s.pos;
  const code = codeAt(s, at + 1);
  if (isBreak(code)) {
    s.pos++;
    skipBreak(s);
    return true;
  }
  const char = String.fromCharCode(code);
  const plain = code === 0 ? undefined : ESCAPES.get(char);
  const length = HEX_LENGTHS.get(char);
  if (plain !== undefined) parts.push(plain);
  else if (length !== undefined) parts.push(readHex(s, at, length));
  else
    throw new ReadError(
      'syntax',
      at,
      'Unknown escape in double quotes; write the backslash twice, or use single quotes.',
    );
  s.pos = at + 2 + (plain === undefined ? (length ?? 0) : 0);
  return false;
}

function readHex(s: Scanner, at: number, length: number): string {
  let value = 0;
  for (let i = 0; i < length; i++) {
    const code = codeAt(s, at + 2 + i);
    if (!isHex(code)) throw new ReadError('syntax', at, `This escape needs ${length} hexadecimal digits.`);
    value = value * 16 + Number.parseInt(String.fromCharCode(code), 16);
  }
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    throw new ReadError(
      'syntax',
      at,
      'This escape names no Unicode character; surrogate pairs must be written as one \\U escape.',
    );
  }
  return String.fromCodePoint(value);
}

/** Reads blanks and line breaks between words and folds them. */
function readGap(s: Scanner, afterEscapedBreak: boolean, parts: string[]): void {
  const from = s.pos;
  let crossed = afterEscapedBreak;
  let leading = '';
  let trailing = '';
  for (;;) {
    const code = codeAt(s, s.pos);
    if (isBlank(code)) s.pos++;
    else if (isBreak(code)) {
      if (crossed) trailing += readBreak(s);
      else leading = readBreak(s);
      crossed = true;
    } else break;
  }
  if (!crossed) parts.push(s.text.slice(from, s.pos));
  else if (leading === '\n') parts.push(trailing === '' ? ' ' : trailing);
  else parts.push(leading, trailing);
}
