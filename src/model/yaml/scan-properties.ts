import { isAlpha, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, isHex, isUriChar } from './chars.ts';
import { ReadError } from './problem.ts';
import {
  appendToken,
  codeAt,
  removeSimpleKey,
  saveSimpleKey,
  type Scanner,
  skipBreak,
  unrollIndent,
} from './scanner.ts';
import { ALIAS, ANCHOR, TAG, TAG_DIRECTIVE, VERSION_DIRECTIVE } from './token-types.ts';

const AFTER_NAME: ReadonlySet<string> = new Set(['?', ':', ',', ']', '}', '%', '@', '`']);

/** Reads `&name` or `*name`. */
export function fetchAnchor(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  const start = s.pos;
  const type = s.text.charCodeAt(start) === 42 ? ALIAS : ANCHOR;
  s.pos++;
  const name = readAlphas(s);
  const next = codeAt(s, s.pos);
  if (name === '' || !(isBlankOrEnd(next) || AFTER_NAME.has(String.fromCharCode(next)))) {
    const what = type === ALIAS ? 'An alias ("*")' : 'An anchor ("&")';
    throw new ReadError(
      'syntax',
      start,
      `${what} needs a name of letters, digits, "-" and "_"; quote the text if it is meant literally.`,
    );
  }
  appendToken(s, type, start, s.pos).value = name;
}

function readAlphas(s: Scanner): string {
  const from = s.pos;
  while (isAlpha(codeAt(s, s.pos))) s.pos++;
  return s.text.slice(from, s.pos);
}

/** Reads `!suffix`, `!!suffix`, `!handle!suffix` or `!<uri>`. */
export function fetchTag(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  const start = s.pos;
  const token = appendToken(s, TAG, start, start);
  token.value = '';
  if (codeAt(s, start + 1) === 60) {
    s.pos += 2;
    token.suffix = readUri(s, '', false);
    if (codeAt(s, s.pos) !== 62) throw new ReadError('syntax', start, 'The tag is not closed with ">".');
    s.pos++;
  } else readShortTag(s, token);
  if (!isBlankOrEnd(codeAt(s, s.pos)))
    throw new ReadError('syntax', s.pos, 'A tag must be followed by a space or a line break.');
  token.end = s.pos;
}

function readShortTag(s: Scanner, token: { value: string; suffix: string }): void {
  const handle = readHandle(s);
  if (handle.length > 1 && handle.endsWith('!')) {
    token.value = handle;
    token.suffix = readUri(s, '', false);
    return;
  }
  const suffix = readUri(s, handle.slice(1), true);
  token.value = suffix === '' ? '' : '!';
  token.suffix = suffix === '' ? handle : suffix;
}

function readHandle(s: Scanner): string {
  s.pos++;
  const name = readAlphas(s);
  if (codeAt(s, s.pos) !== 33) return `!${name}`;
  s.pos++;
  return `!${name}!`;
}

function readUri(s: Scanner, head: string, mayBeEmpty: boolean): string {
  const start = s.pos;
  const bytes: number[] = [];
  while (isUriChar(codeAt(s, s.pos))) {
    if (codeAt(s, s.pos) === 37) readUriEscape(s, bytes);
    else bytes.push(codeAt(s, s.pos++));
  }
  if (s.pos === start && !mayBeEmpty) throw new ReadError('syntax', start, 'A tag name is missing here.');
  return head + new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Reads as many `%xx` as make one UTF-8 character. */
function readUriEscape(s: Scanner, bytes: number[]): void {
  let left = 0;
  do {
    const at = s.pos;
    if (codeAt(s, at) !== 37 || !isHex(codeAt(s, at + 1)) || !isHex(codeAt(s, at + 2))) {
      throw new ReadError('syntax', at, 'A "%" in a tag needs two hexadecimal digits.');
    }
    const byte = Number.parseInt(s.text.slice(at + 1, at + 3), 16);
    left = left === 0 ? utf8Width(byte, at) : checkTrailing(byte, at, left);
    bytes.push(byte);
    s.pos += 3;
    left--;
  } while (left > 0);
}

function utf8Width(byte: number, at: number): number {
  if (byte < 0x80) return 1;
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  if ((byte & 0xf8) === 0xf0) return 4;
  throw new ReadError('syntax', at, 'The "%" escapes of this tag are not UTF-8.');
}

function checkTrailing(byte: number, at: number, left: number): number {
  if ((byte & 0xc0) !== 0x80) throw new ReadError('syntax', at, 'The "%" escapes of this tag are not UTF-8.');
  return left;
}

/** Reads `%YAML` or `%TAG` at the start of a line. */
export function fetchDirective(s: Scanner): void {
  unrollIndent(s, -1);
  removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  const start = s.pos;
  s.pos++;
  const name = readAlphas(s);
  if (!isBlankOrEnd(codeAt(s, s.pos)) || (name !== 'YAML' && name !== 'TAG')) {
    throw new ReadError(
      'syntax',
      start,
      'Only the directives %YAML and %TAG exist; quote the text if it is not meant as one.',
    );
  }
  skipBlanks(s);
  if (name === 'YAML') readVersion(s, start);
  else readTagDirective(s, start);
  skipBlanks(s);
  if (codeAt(s, s.pos) === 35) while (!isBreakOrEnd(codeAt(s, s.pos))) s.pos++;
  if (!isBreakOrEnd(codeAt(s, s.pos)))
    throw new ReadError('syntax', start, 'Nothing but a comment may follow a directive on its line.');
  if (s.pos < s.end) skipBreak(s);
}

function skipBlanks(s: Scanner): void {
  while (isBlank(codeAt(s, s.pos))) s.pos++;
}

function readVersion(s: Scanner, start: number): void {
  const major = readVersionNumber(s, start);
  if (codeAt(s, s.pos) !== 46) throw new ReadError('syntax', start, 'The %YAML directive needs a version such as 1.1.');
  s.pos++;
  const minor = readVersionNumber(s, start);
  appendToken(s, VERSION_DIRECTIVE, start, s.pos).value = `${major}.${minor}`;
}

function readVersionNumber(s: Scanner, start: number): number {
  const from = s.pos;
  while (isDigit(codeAt(s, s.pos))) s.pos++;
  const length = s.pos - from;
  if (length < 1 || length > 2)
    throw new ReadError('syntax', start, 'The %YAML directive needs a version such as 1.1.');
  return Number.parseInt(s.text.slice(from, s.pos), 10);
}

function readTagDirective(s: Scanner, start: number): void {
  if (codeAt(s, s.pos) !== 33) throw new ReadError('syntax', start, 'A %TAG handle must begin with "!".');
  const handle = readHandle(s);
  if (handle !== '!' && !handle.endsWith('!')) throw new ReadError('syntax', start, 'A %TAG handle must end with "!".');
  if (!isBlank(codeAt(s, s.pos))) throw new ReadError('syntax', start, 'A space is missing after the %TAG handle.');
  skipBlanks(s);
  const prefix = readUri(s, '', false);
  if (!isBlankOrEnd(codeAt(s, s.pos)))
    throw new ReadError('syntax', start, 'A %TAG prefix must be followed by a line break.');
  const token = appendToken(s, TAG_DIRECTIVE, start, s.pos);
  token.value = handle;
  token.suffix = prefix;
}
