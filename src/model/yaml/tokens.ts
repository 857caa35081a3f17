import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './chars.ts';
import { ReadError } from './problem.ts';
import { fetchBlockScalar } from './scan-block-scalar.ts';
import { fetchPlain, isDocumentMarker } from './scan-plain.ts';
import { fetchAnchor, fetchDirective, fetchTag } from './scan-properties.ts';
import { fetchQuoted } from './scan-quoted.ts';
import * as scan from './scanner.ts';
import * as types from './token-types.ts';
import type { Scanner, Token } from './scanner.ts';

type Fetch = (s: Scanner) => void;

/** The next token, which stays in the queue; valid until `skipToken`. */
export function peekToken(s: Scanner): Token {
  if (!s.available) fillQueue(s);
  const token = s.queue[s.head];
  if (token === undefined) throw new ReadError('syntax', s.pos, 'The document ends in the middle of something.');
  return token;
}

/** Takes the next token off the queue. */
export function skipToken(s: Scanner): void {
  s.available = false;
  s.tokensParsed++;
  s.head++;
  if (s.head === s.tail) {
    s.head = 0;
    s.tail = 0;
  }
}

/** Reads on until the first token of the queue cannot turn out to be a key any more. */
function fillQueue(s: Scanner): void {
  while (s.head === s.tail || headMayBeKey(s)) fetchNext(s);
  s.available = true;
}

function headMayBeKey(s: Scanner): boolean {
  const level = s.queue[s.head]?.keyLevel ?? -1;
  if (level < 0 || level > s.flowLevel) return false;
  const key = s.keys[level];
  return key !== undefined && key.awaited && key.token === s.tokensParsed && scan.isKeyValid(s, key);
}

/** Steps over blanks, comments and line breaks. */
function skipToToken(s: Scanner): void {
  for (;;) {
    const tabs = s.flowLevel > 0 || !s.simpleKeyAllowed;
    let code = scan.codeAt(s, s.pos);
    while (code === 32 || (tabs && code === 9)) code = scan.codeAt(s, ++s.pos);
    if (code === 35) code = skipComment(s);
    if (!isBreak(code)) return;
    scan.skipBreak(s);
    if (s.flowLevel === 0) s.simpleKeyAllowed = true;
  }
}

function skipComment(s: Scanner): number {
  let code = 35;
  while (!isBreakOrEnd(code)) code = scan.codeAt(s, ++s.pos);
  return code;
}

function fetchNext(s: Scanner): void {
  skipToToken(s);
  const column = s.pos - s.lineStart;
  scan.unrollIndent(s, column);
  if (s.pos >= s.end) return fetchStreamEnd(s);
  const code = s.text.charCodeAt(s.pos);
  if (column === 0) {
    if (code === 37) return fetchDirective(s);
    if (isDocumentMarker(s, s.pos)) return fetchDocumentMarker(s);
  }
  const fetch = code < 128 ? STARTERS[code] : undefined;
  return fetch === undefined ? fetchPlain(s) : fetch(s);
}

function fetchStreamEnd(s: Scanner): void {
  scan.unrollIndent(s, -1);
  scan.removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  scan.appendToken(s, types.STREAM_END, s.pos, s.pos);
}

function fetchDocumentMarker(s: Scanner): void {
  scan.unrollIndent(s, -1);
  scan.removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  const type = s.text.charCodeAt(s.pos) === 45 ? types.DOCUMENT_START : types.DOCUMENT_END;
  s.pos += 3;
  scan.appendToken(s, type, s.pos - 3, s.pos);
}

function fetchFlowStart(s: Scanner): void {
  scan.saveSimpleKey(s);
  scan.increaseFlowLevel(s);
  s.simpleKeyAllowed = true;
  const type = s.text.charCodeAt(s.pos) === 91 ? types.FLOW_SEQUENCE_START : types.FLOW_MAPPING_START;
  appendIndicator(s, type);
}

function fetchFlowEnd(s: Scanner): void {
  scan.removeSimpleKey(s);
  scan.decreaseFlowLevel(s);
  s.simpleKeyAllowed = false;
  const type = s.text.charCodeAt(s.pos) === 93 ? types.FLOW_SEQUENCE_END : types.FLOW_MAPPING_END;
  appendIndicator(s, type);
}

function fetchFlowEntry(s: Scanner): void {
  scan.removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  appendIndicator(s, types.FLOW_ENTRY);
}

function appendIndicator(s: Scanner, type: number): void {
  scan.appendToken(s, type, s.pos, s.pos + 1);
  s.pos++;
}

function fetchDash(s: Scanner): void {
  if (!isBlankOrEnd(scan.codeAt(s, s.pos + 1))) return fetchPlain(s);
  if (s.flowLevel === 0) {
    if (!s.simpleKeyAllowed)
      throw new ReadError('syntax', s.pos, 'A list item ("-") cannot begin here; put it on its own line.');
    scan.rollIndent(s, s.pos - s.lineStart, -1, types.BLOCK_SEQUENCE_START);
  }
  scan.removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  appendIndicator(s, types.BLOCK_ENTRY);
}

function fetchQuestion(s: Scanner): void {
  if (s.flowLevel === 0) {
    if (!isBlankOrEnd(scan.codeAt(s, s.pos + 1))) return fetchPlain(s);
    if (!s.simpleKeyAllowed)
      throw new ReadError('syntax', s.pos, 'A key ("?") cannot begin here; put it on its own line.');
    scan.rollIndent(s, s.pos - s.lineStart, -1, types.BLOCK_MAPPING_START);
  }
  scan.removeSimpleKey(s);
  s.simpleKeyAllowed = s.flowLevel === 0;
  appendIndicator(s, types.KEY);
}

function fetchColon(s: Scanner): void {
  if (s.flowLevel === 0 && !isBlankOrEnd(scan.codeAt(s, s.pos + 1))) return fetchPlain(s);
  const key = scan.currentKey(s);
  if (scan.isKeyValid(s, key)) {
    scan.insertToken(s, key.token, types.KEY, key.pos);
    scan.rollIndent(s, key.column, key.token, types.BLOCK_MAPPING_START);
    key.possible = false;
    s.simpleKeyAllowed = false;
  } else {
    if (s.flowLevel === 0) beginComplexValue(s);
    s.simpleKeyAllowed = s.flowLevel === 0;
  }
  appendIndicator(s, types.VALUE);
}

function beginComplexValue(s: Scanner): void {
  if (!s.simpleKeyAllowed)
    throw new ReadError(
      'syntax',
      s.pos,
      'A second ":" on this line; quote the text, or put the nested mapping on its own line.',
    );
  scan.rollIndent(s, s.pos - s.lineStart, -1, types.BLOCK_MAPPING_START);
}

function fetchBlockIndicator(s: Scanner): void {
  if (s.flowLevel > 0) return refuseStart(s);
  return fetchBlockScalar(s);
}

function refuseStart(s: Scanner): never {
  const tab = isBlank(s.text.charCodeAt(s.pos));
  const what = tab
    ? 'A tab stands where indentation or a value must begin; use spaces.'
    : 'No value can begin with this character; quote it.';
  throw new ReadError('syntax', s.pos, what);
}

const STARTERS = buildStarters();

function buildStarters(): readonly (Fetch | undefined)[] {
  const table: (Fetch | undefined)[] = Array.from<undefined>({ length: 128 });
  const on = (chars: string, fetch: Fetch): void => {
    for (const char of chars) table[char.charCodeAt(0)] = fetch;
  };
  on('[{', fetchFlowStart);
  on(']}', fetchFlowEnd);
  on(',', fetchFlowEntry);
  on('-', fetchDash);
  on('?', fetchQuestion);
  on(':', fetchColon);
  on('*&', fetchAnchor);
  on('!', fetchTag);
  on('|>', fetchBlockIndicator);
  on('\'"', fetchQuoted);
  on('%@`\t', refuseStart);
  return table;
}
