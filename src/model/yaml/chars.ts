const BLANK = 1;
const BREAK = 2;
const ALPHA = 4;
const URI = 8;
const HEX = 16;

const CLASSES = buildClasses();

function buildClasses(): Uint8Array {
  const table = new Uint8Array(128);
  const mark = (chars: string, bit: number): void => {
    for (const char of chars) table[char.charCodeAt(0)] = (table[char.charCodeAt(0)] ?? 0) | bit;
  };
  mark(' \t', BLANK);
  mark('\r\n', BREAK);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  mark(`0123456789_-${letters}${letters.toUpperCase()}`, ALPHA | URI);
  mark(";/?:@&=+$,.!~*'()[]%", URI);
  mark('0123456789abcdefABCDEF', HEX);
  return table;
}

function hasClass(code: number, bits: number): boolean {
  return code < 128 && ((CLASSES[code] ?? 0) & bits) !== 0;
}

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** A line break of YAML 1.1: LF, CR, NEL, LS, PS. */
export function isBreak(code: number): boolean {
  if (code < 0x85) return code === 10 || code === 13;
  return code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** A line break or the end of the text (0). */
export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

/** Space, tab, line break or the end of the text (0). */
export function isBlankOrEnd(code: number): boolean {
  if (code < 128) return code === 0 || hasClass(code, BLANK | BREAK);
  return isBreak(code);
}

/** A character of an anchor name or a tag handle: ASCII letter, digit, `_` or `-`. */
export function isAlpha(code: number): boolean {
  return hasClass(code, ALPHA);
}

/** A character that a tag may contain as it is, or `%` that starts an escape. */
export function isUriChar(code: number): boolean {
  return hasClass(code, URI);
}

/** ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII hexadecimal digit. */
export function isHex(code: number): boolean {
  return hasClass(code, HEX);
}

const GO_SPACES: ReadonlySet<number> = new Set([
  9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
  0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
]);

/** White space as Go's `unicode.IsSpace` has it. */
export function isGoSpace(code: number): boolean {
  return GO_SPACES.has(code);
}
