import { isBlank, isBlankOrEnd, isBreak } from './chars.ts';
import { ReadError } from './problem.ts';
import { appendToken, codeAt, readBreak, saveSimpleKey, type Scanner, type Token } from './scanner.ts';
import { SCALAR } from './token-types.ts';
import { pooledSlice } from './string-pool.ts';

const ORDINARY = 0;
const SPACE = 1;
const COLON = 2;

const PLAIN_CLASS = buildPlainClasses();

function buildPlainClasses(): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of '\0\t\n\r ') table[char.charCodeAt(0)] = SPACE;
  table[58] = COLON;
  for (const char of ',?[]{}') table[char.charCodeAt(0)] = 3;
  return table;
}

/** Whether `---` or `...` followed by a blank stands at an offset that begins a line. */
export function isDocumentMarker(s: Scanner, pos: number): boolean {
  const code = codeAt(s, pos);
  if (code !== 45 && code !== 46) return false;
  return codeAt(s, pos + 1) === code && codeAt(s, pos + 2) === code && isBlankOrEnd(codeAt(s, pos + 3));
}

/** Where the run of characters that belong to a plain scalar ends, from `from` on. */
function runEnd(s: Scanner, from: number): number {
  const { text, end } = s;
  const inFlow = s.flowLevel > 0;
  let pos = from;
  for (; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code >= 128) {
      if (isBreak(code)) break;
      continue;
    }
    const kind = PLAIN_CLASS[code];
    if (kind === ORDINARY) continue;
    if (kind === SPACE) break;
    if (kind === COLON ? isBlankOrEnd(codeAt(s, pos + 1)) : inFlow) break;
  }
  return pos;
}

/** Steps over blanks and breaks after a run; returns the text of the breaks as folded, or undefined when there was no break. */
function skipGap(s: Scanner): string | undefined {
  let leading: string | undefined;
  let trailing = '';
  for (let code = codeAt(s, s.pos); ; code = codeAt(s, s.pos)) {
    if (isBlank(code)) {
      if (leading !== undefined && code === 9) refuseTabInIndentation(s);
      s.pos++;
    } else if (!isBreak(code)) break;
    else if (leading === undefined) leading = readBreak(s);
    else trailing += readBreak(s);
  }
  if (leading !== '\n') return leading === undefined ? undefined : leading + trailing;
  return trailing === '' ? ' ' : trailing;
}

function refuseTabInIndentation(s: Scanner): void {
  if (s.pos - s.lineStart > s.indent) return;
  throw new ReadError('syntax', s.pos, 'A tab is used for indentation here; use spaces.');
}

/** Ends here: a comment, a document marker, or (after a line break in block context) less indentation. */
function endsAfterGap(s: Scanner, crossedLine: boolean): boolean {
  if (codeAt(s, s.pos) === 35) return true;
  const column = s.pos - s.lineStart;
  if (crossedLine && s.flowLevel === 0 && column < s.indent + 1) return true;
  return column === 0 && isDocumentMarker(s, s.pos);
}

/** Reads a plain scalar. */
export function fetchPlain(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  const start = s.pos;
  const end = runEnd(s, start);
  const token = appendToken(s, SCALAR, start, end);
  token.style = 'plain';
  s.pos = end;
  // Most scalars end at a line break that is followed by a line indented no deeper, or at ": "; they are slices of the text.
  if (!isBlankOrEnd(codeAt(s, end)) || end >= s.end) {
    token.value = pooledSlice(s.pool, s.text, start, end);
    return;
  }
  readRest(s, token);
}

/** Goes on after the first run: more words on the line, more lines. */
function readRest(s: Scanner, token: Token): void {
  const parts: string[] = [];
  let sliceStart = token.start;
  let crossed = false;
  for (;;) {
    const gap = skipGap(s);
    crossed = gap !== undefined;
    if (endsAfterGap(s, crossed)) break;
    const runStart = s.pos;
    const end = runEnd(s, runStart);
    if (end === runStart) break;
    if (gap !== undefined) {
      parts.push(s.text.slice(sliceStart, token.end), gap);
      sliceStart = runStart;
    }
    token.end = end;
    s.pos = end;
    crossed = false;
    if (!isBlankOrEnd(codeAt(s, end)) || end >= s.end) break;
  }
  const last = pooledSlice(s.pool, s.text, sliceStart, token.end);
  token.value = parts.length === 0 ? last : [...parts, last].join('');
  if (crossed) s.simpleKeyAllowed = true;
}
