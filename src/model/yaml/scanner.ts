import { ReadError } from './problem.ts';
import { createStringPool, type StringPool } from './string-pool.ts';
import { BLOCK_END, STREAM_END } from './token-types.ts';
import type { YamlStyle } from './types.ts';

/** One token; the objects are reused, so a reader must take what it needs before it goes on. */
export interface Token {
  type: number;
  start: number;
  end: number;
  /** Scalar text, anchor or alias name, tag handle, directive's first part. */
  value: string;
  /** Tag suffix, tag directive's prefix. */
  suffix: string;
  style: YamlStyle;
  /** Flow level of the simple key that may begin with this token; -1 for none. */
  keyLevel: number;
}

/** A place where a key without `?` may have begun; one per flow level. */
export interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  /** The queue waits for this key; go-yaml forgets to wait for a key that is an empty flow collection. */
  awaited: boolean;
  pos: number;
  line: number;
  column: number;
}

/** The state of reading tokens from `text` between two offsets. */
export interface Scanner {
  readonly text: string;
  readonly end: number;
  readonly pool: StringPool;
  pos: number;
  line: number;
  lineStart: number;
  flowLevel: number;
  indent: number;
  readonly indents: number[];
  simpleKeyAllowed: boolean;
  readonly keys: SimpleKey[];
  nextKeyLevel: number;
  readonly queue: Token[];
  head: number;
  tail: number;
  tokensParsed: number;
  available: boolean;
  ended: boolean;
}

/** Longest nesting of block collections, and of flow collections, that go-yaml reads. */
export const MAX_DEPTH = 10_000;

const LONGEST_SIMPLE_KEY = 1024;

function newToken(): Token {
  return { type: STREAM_END, start: 0, end: 0, value: '', suffix: '', style: 'plain', keyLevel: -1 };
}

function newSimpleKey(): SimpleKey {
  return { possible: false, required: false, token: 0, awaited: false, pos: 0, line: 0, column: 0 };
}

/** A scanner for the text from start to end; a byte order mark at its start is skipped. */
export function createScanner(text: string, start: number, end: number, pool?: StringPool): Scanner {
  const pos = start < end && text.charCodeAt(start) === 0xfeff ? start + 1 : start;
  return {
    text,
    end,
    pool: pool ?? createStringPool(end - start),
    pos,
    line: 0,
    lineStart: pos,
    flowLevel: 0,
    indent: -1,
    indents: [],
    simpleKeyAllowed: true,
    keys: [newSimpleKey()],
    nextKeyLevel: -1,
    queue: [newToken(), newToken(), newToken(), newToken()],
    head: 0,
    tail: 0,
    tokensParsed: 0,
    available: false,
    ended: false,
  };
}

/** The character at an offset; 0 after the end (NUL itself is refused before scanning). */
export function codeAt(s: Scanner, pos: number): number {
  return pos < s.end ? s.text.charCodeAt(pos) : 0;
}

/** Steps over the line break at `s.pos`. CR CR LF is one break: kubectl's line reader takes the CR LF off first and puts LF back. */
export function skipBreak(s: Scanner): void {
  let width = 1;
  if (s.text.charCodeAt(s.pos) === 13) {
    const next = codeAt(s, s.pos + 1);
    if (next === 10) width = 2;
    else if (next === 13 && codeAt(s, s.pos + 2) === 10) width = 3;
  }
  s.pos += width;
  s.line++;
  s.lineStart = s.pos;
}

/** Steps over the line break at `s.pos` and tells what it stands for in a scalar. */
export function readBreak(s: Scanner): string {
  const code = s.text.charCodeAt(s.pos);
  skipBreak(s);
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
}

/** Puts a token at the end of the queue. */
export function appendToken(s: Scanner, type: number, start: number, end: number): Token {
  let token = s.queue[s.tail];
  if (token === undefined) {
    token = newToken();
    s.queue.push(token);
  }
  s.tail++;
  token.type = type;
  token.start = start;
  token.end = end;
  token.keyLevel = s.nextKeyLevel;
  s.nextKeyLevel = -1;
  return token;
}

/** Puts a token before the one with that number, counted from the start of the stream. */
export function insertToken(s: Scanner, number: number, type: number, start: number): void {
  const at = number - s.tokensParsed;
  const token = appendToken(s, type, start, start);
  if (at < 0) return;
  const place = s.head + at;
  for (let i = s.tail - 1; i > place; i--) {
    const before = s.queue[i - 1];
    if (before !== undefined) s.queue[i] = before;
  }
  s.queue[place] = token;
}

function codePointsBetween(s: Scanner, from: number): number {
  let count = s.pos - from;
  if (count <= LONGEST_SIMPLE_KEY || count > 2 * LONGEST_SIMPLE_KEY) return count;
  for (let i = from; i < s.pos; i++) if ((s.text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  return count;
}

/** Whether the key may still be one: same line, at most 1024 characters back; throws when it had to be one. */
export function isKeyValid(s: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false;
  if (key.line === s.line && codePointsBetween(s, key.pos) <= LONGEST_SIMPLE_KEY) return true;
  if (key.required) throw missingColon(key);
  key.possible = false;
  return false;
}

function missingColon(key: SimpleKey): ReadError {
  return new ReadError(
    'syntax',
    key.pos,
    'This line has no ":" after its key; write "key: value", or indent the line if it goes on the one before.',
  );
}

/** The simple key of the current flow level. */
export function currentKey(s: Scanner): SimpleKey {
  const key = s.keys[s.flowLevel];
  if (key !== undefined) return key;
  const fresh = newSimpleKey();
  s.keys[s.flowLevel] = fresh;
  return fresh;
}

/** Notes that the next token may begin a simple key. */
export function saveSimpleKey(s: Scanner): void {
  if (!s.simpleKeyAllowed) return;
  removeSimpleKey(s);
  const key = currentKey(s);
  const column = s.pos - s.lineStart;
  key.possible = true;
  key.required = s.flowLevel === 0 && s.indent === column;
  key.token = nextTokenNumber(s);
  key.awaited = true;
  key.pos = s.pos;
  key.line = s.line;
  key.column = column;
  s.nextKeyLevel = s.flowLevel;
}

/** Gives up the simple key of the current flow level; throws when a key had to be there. */
export function removeSimpleKey(s: Scanner): void {
  const key = currentKey(s);
  if (key.possible && key.required) throw missingColon(key);
  key.possible = false;
}

function nextTokenNumber(s: Scanner): number {
  return s.tokensParsed + (s.tail - s.head);
}

/** Closes a flow level. A collection in which no key began shares its entry with itself as a key, and takes that away. */
export function decreaseFlowLevel(s: Scanner): void {
  if (s.flowLevel === 0) return;
  const inner = currentKey(s);
  s.flowLevel--;
  const outer = currentKey(s);
  if (outer.token === inner.token) outer.awaited = false;
}

/** Opens a flow level. */
export function increaseFlowLevel(s: Scanner): void {
  s.flowLevel++;
  if (s.flowLevel > MAX_DEPTH)
    throw new ReadError('too-deep', s.pos, `More than ${MAX_DEPTH} nested collections; Kubernetes refuses this too.`);
  const key = currentKey(s);
  key.possible = false;
  key.token = nextTokenNumber(s);
}

/** Begins a block collection when the column is further right than the current indentation. `number` -1: at the end of the queue. */
export function rollIndent(s: Scanner, column: number, number: number, type: number): void {
  if (s.flowLevel > 0 || s.indent >= column) return;
  s.indents.push(s.indent);
  s.indent = column;
  if (s.indents.length > MAX_DEPTH)
    throw new ReadError('too-deep', s.pos, `More than ${MAX_DEPTH} nested collections; Kubernetes refuses this too.`);
  const start = s.lineStart + column;
  if (number < 0) appendToken(s, type, start, start);
  else insertToken(s, number, type, start);
}

/** Ends the block collections that begin further right than the column. */
export function unrollIndent(s: Scanner, column: number): void {
  if (s.flowLevel > 0) return;
  while (s.indent > column) {
    appendToken(s, BLOCK_END, s.pos, s.pos);
    s.indent = s.indents.pop() ?? -1;
  }
}
