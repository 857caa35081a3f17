/** A place in a text, or a step along it. */
type Offset = number;

const BOM = '\uFEFF';

function isBreak(char: string | undefined): boolean {
  return char === '\n' || char === '\r';
}

const LF = 10;
const CR = 13;

/** The same at an offset of a text, for loops: false beyond its ends. */
function isBreakAt(text: string, at: Offset): boolean {
  const code = text.charCodeAt(at);
  return code === LF || code === CR;
}

/** Tells whether a character is a blank: space or tab. */
export function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}

/** Where the line of an offset starts, a byte order mark left out. */
export function lineStart(text: string, offset: Offset): Offset {
  let at = offset;
  while (at > 0 && !isBreakAt(text, at - 1)) at -= 1;
  return text[at] === BOM && at < offset ? at + 1 : at;
}

/** Where the line of an offset ends, its line break not counted. */
export function lineEnd(text: string, offset: Offset): Offset {
  let at = offset;
  while (at < text.length && !isBreakAt(text, at)) at += 1;
  return at;
}

/** Where the line after the one of an offset starts; undefined on the last line. */
export function nextLine(text: string, offset: Offset): Offset | undefined {
  const end = lineEnd(text, offset);
  if (end >= text.length) return undefined;
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}

/** Where the line before the one of an offset ends; undefined on the first line. */
export function previousLineEnd(text: string, offset: Offset): Offset | undefined {
  let start = lineStart(text, offset);
  if (text[start - 1] === BOM) start -= 1;
  if (start === 0) return undefined;
  return text[start - 1] === '\n' && text[start - 2] === '\r' ? start - 2 : start - 1;
}

/** Columns count from 0, in UTF-16 code units. */
export function columnOf(text: string, offset: Offset): number {
  return offset - lineStart(text, offset);
}

/** The blanks that a line begins with. */
export function indentOf(text: string, offset: Offset): string {
  const start = lineStart(text, offset);
  return text.slice(start, skipBlanks(text, start));
}

/** The first offset from `offset` on that holds no blank. */
export function skipBlanks(text: string, offset: Offset): Offset {
  let at = offset;
  while (isBlank(text[at])) at += 1;
  return at;
}

/** The offset after the last non-blank before `offset`. */
export function trimBlanksBefore(text: string, offset: Offset): Offset {
  let at = offset;
  while (isBlank(text[at - 1])) at -= 1;
  return at;
}

/** Tells whether only blanks stand before an offset on its line. */
export function leadsLine(text: string, offset: Offset): boolean {
  return trimBlanksBefore(text, offset) <= lineStart(text, offset);
}

/** Tells whether the rest of a line from an offset holds nothing but blanks and a comment. */
export function endsLine(text: string, offset: Offset): boolean {
  const at = skipBlanks(text, offset);
  return at >= text.length || isBreak(text[at]) || (text[at] === '#' && at > offset);
}

/** Tells whether two offsets stand on one line. */
export function sameLine(text: string, from: Offset, to: Offset): boolean {
  return lineEnd(text, Math.min(from, to)) >= Math.max(from, to);
}

/** The line break that a text uses first; `\n` when it has none. */
export function lineBreakOf(text: string): string {
  const at = lineEnd(text, 0);
  if (text[at] !== '\r') return '\n';
  return text[at + 1] === '\n' ? '\r\n' : '\r';
}
