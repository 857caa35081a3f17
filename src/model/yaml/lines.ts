import { countUtf8Bytes } from './utf8.ts';

/** A place in a text as editors and SARIF count: from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines of one text. Offsets are UTF-16 code units; what lies outside the text is moved to its nearest end. */
export interface LineIndex {
  readonly lineCount: number;
  /** Line and column of an offset; the break belongs to the line that it ends. */
  position(offset: number): Position;
  /** Offset of a place; a column after the end of its line is moved to that end. */
  offsetOf(line: number, column: number): number;
  /** Text of a line without its break; '' for a line that does not exist. */
  lineText(line: number): string;
  /** How many UTF-8 bytes come before an offset. */
  byteOffset(offset: number): number;
}

const STRIDE = 1024;

/** Finds lines (ended by LF, CR LF or a lone CR) and positions of a text; built once, each question then costs a binary search. */
export function lineIndex(text: string): LineIndex {
  const starts = findLineStarts(text);
  const clamp = (offset: number): number => Math.min(Math.max(offset, 0), text.length);
  const lineAt = (offset: number): number => lastAtMost(starts, offset);
  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  const endOf = (line: number): number => trimBreak(text, startOf(line), startOf(line + 1));
  let bytes: ((offset: number) => number) | undefined;
  return {
    lineCount: starts.length,
    position: (offset) => {
      const at = clamp(offset);
      const index = lineAt(at);
      return { line: index + 1, column: at - (starts[index] ?? 0) + 1 };
    },
    offsetOf: (line, column) => (line < 1 ? 0 : Math.min(startOf(line) + Math.max(column, 1) - 1, endOf(line))),
    lineText: (line) => (line < 1 ? '' : text.slice(startOf(line), endOf(line))),
    byteOffset: (offset) => {
      bytes ??= byteCounter(text);
      return bytes(clamp(offset));
    },
  };
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  const hasReturn = text.includes('\r');
  if (!hasReturn) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** Index of the last entry that is not above the value; the first entry must not be. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function trimBreak(text: string, start: number, end: number): number {
  let at = end;
  if (at > start && text.charCodeAt(at - 1) === 10) at--;
  if (at > start && text.charCodeAt(at - 1) === 13) at--;
  return at;
}

/** Counts UTF-8 bytes before an offset; ASCII text needs no counting, other text is counted once in strides. */
function byteCounter(text: string): (offset: number) => number {
  if (!/[^\0-\x7f]/.test(text)) return (offset) => offset;
  const sums = [0];
  for (let at = 0; at < text.length; at += STRIDE) {
    sums.push((sums.at(-1) ?? 0) + countUtf8Bytes(text, at, Math.min(at + STRIDE, text.length)));
  }
  return (offset) => {
    const stride = Math.floor(offset / STRIDE);
    return (sums[stride] ?? 0) + countUtf8Bytes(text, stride * STRIDE, offset);
  };
}
