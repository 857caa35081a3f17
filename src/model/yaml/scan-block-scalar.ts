import { isBlank, isBreak, isBreakOrEnd, isDigit } from './chars.ts';
import { ReadError } from './problem.ts';
import { appendToken, codeAt, readBreak, removeSimpleKey, type Scanner, skipBreak } from './scanner.ts';
import { SCALAR } from './token-types.ts';

/** How a block scalar's header says that its end and its indentation are to be read. */
interface BlockHeader {
  /** 1 keeps all final line breaks, -1 none, 0 one. */
  readonly chomping: number;
  /** Indentation indicator, 0 when absent. */
  readonly increment: number;
}

/** A block scalar while it is read. */
interface BlockText {
  readonly literal: boolean;
  readonly parts: string[];
  /** Column of its lines; 0 while it is not known. */
  indent: number;
  /** The last line's break, and the empty lines after it. */
  leading: string;
  trailing: string;
  /** The last line began with a blank. */
  leadingBlank: boolean;
}

/** Reads a literal (`|`) or folded (`>`) scalar. The token's end excludes the last line's break and the blank lines after it. */
export function fetchBlockScalar(s: Scanner): void {
  removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  const start = s.pos;
  const literal = s.text.charCodeAt(start) === 124;
  s.pos++;
  const header = readHeader(s, start);
  const token = appendToken(s, SCALAR, start, s.pos);
  token.style = literal ? 'literal' : 'folded';
  skipRestOfLine(s, start);
  const indent = header.increment > 0 ? Math.max(s.indent, 0) + header.increment : 0;
  const block: BlockText = { literal, parts: [], indent, leading: '', trailing: '', leadingBlank: false };
  readBreaks(s, block);
  while (s.pos - s.lineStart === block.indent && s.pos < s.end) token.end = readLine(s, block);
  if (header.chomping !== -1) block.parts.push(block.leading);
  if (header.chomping === 1) block.parts.push(block.trailing);
  token.value = block.parts.join('');
}

/** Reads one line and what follows it up to the next; returns where its text ends. */
function readLine(s: Scanner, block: BlockText): number {
  const { parts, literal } = block;
  const blank = isBlank(codeAt(s, s.pos));
  const folds = !literal && !blank && !block.leadingBlank && block.leading === '\n';
  if (!folds) parts.push(block.leading);
  else if (block.trailing === '') parts.push(' ');
  parts.push(block.trailing);
  block.trailing = '';
  block.leadingBlank = blank;
  const from = s.pos;
  while (!isBreakOrEnd(codeAt(s, s.pos))) s.pos++;
  const end = s.pos;
  parts.push(s.text.slice(from, end));
  block.leading = end < s.end ? readBreak(s) : '';
  readBreaks(s, block);
  return end;
}

function readHeader(s: Scanner, start: number): BlockHeader {
  let chomping = readChomping(s);
  const increment = readIncrement(s, start);
  if (chomping === 0 && increment > 0) chomping = readChomping(s);
  return { chomping, increment };
}

function readChomping(s: Scanner): number {
  const code = codeAt(s, s.pos);
  if (code !== 43 && code !== 45) return 0;
  s.pos++;
  return code === 43 ? 1 : -1;
}

function readIncrement(s: Scanner, start: number): number {
  const code = codeAt(s, s.pos);
  if (!isDigit(code)) return 0;
  if (code === 48) throw new ReadError('syntax', start, 'The indentation indicator of a block scalar must be 1 to 9.');
  s.pos++;
  return code - 48;
}

/** Blanks, a comment and the line break after a header. */
function skipRestOfLine(s: Scanner, start: number): void {
  while (isBlank(codeAt(s, s.pos))) s.pos++;
  if (codeAt(s, s.pos) === 35) while (!isBreakOrEnd(codeAt(s, s.pos))) s.pos++;
  if (!isBreakOrEnd(codeAt(s, s.pos))) {
    throw new ReadError('syntax', start, 'The text of a block scalar must begin on the line after "|" or ">".');
  }
  if (s.pos < s.end) skipBreak(s);
}

/** Reads indentation and empty lines, and settles the indentation when it is not known yet. */
function readBreaks(s: Scanner, block: BlockText): void {
  let widest = 0;
  for (;;) {
    const column = skipIndentation(s, block.indent);
    widest = Math.max(widest, column);
    if (!isBreak(codeAt(s, s.pos))) break;
    block.trailing += readBreak(s);
  }
  if (block.indent === 0) block.indent = Math.max(widest, s.indent + 1, 1);
}

/** Steps over spaces up to the indentation, over all of them when it is not known; returns the column. */
function skipIndentation(s: Scanner, indent: number): number {
  while ((indent === 0 || s.pos - s.lineStart < indent) && codeAt(s, s.pos) === 32) s.pos++;
  const column = s.pos - s.lineStart;
  if (codeAt(s, s.pos) === 9 && (indent === 0 || column < indent)) {
    throw new ReadError('syntax', s.pos, 'A tab is used for the indentation of a block scalar; use spaces.');
  }
  return column;
}
