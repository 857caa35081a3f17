import type { Json } from '../json.ts';
import { createEvent, type EventSink, MAX_VALUE_DEPTH, type YamlEvent } from './events.ts';
import { exactInteger } from './number-text.ts';
import { ReadError } from './problem.ts';
import { pooledSlice, type StringPool } from './string-pool.ts';

/** A text that holds JSON up to `end`. */
export interface JsonSource {
  readonly text: string;
  readonly end: number;
  readonly pool: StringPool;
}

interface JsonReader extends JsonSource {
  readonly sink: EventSink;
  readonly event: YamlEvent;
  /** For each open collection whether it is a mapping. */
  readonly maps: boolean[];
  /** The innermost collection has no entry yet. */
  fresh: boolean;
  pos: number;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const INTEGER = /^-?[0-9]+$/;
const LONE_SURROGATE = /[\ud800-\udfff]/gu;
const WORDS = ['true', 'false', 'null'];

/** The first offset from `pos` on that is not JSON white space. */
export function skipJsonSpace(text: string, pos: number, end: number): number {
  let at = pos;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
  }
  return at;
}

/** Gives the events of the JSON value that begins at `start` to the sink; returns the offset after it. Throws ReadError. */
export function parseJsonValue(source: JsonSource, start: number, sink: EventSink): number {
  const reader: JsonReader = { ...source, sink, event: createEvent(), maps: [], fresh: false, pos: start };
  readValue(reader);
  while (reader.maps.length > 0) readNext(reader);
  return reader.pos;
}

/** The value of a scalar event that `parseJsonValue` gave; infinity for a number out of range. Integers of 64 bits stay exact. */
export function jsonScalarValue(event: YamlEvent): Json {
  const { value } = event;
  if (event.style !== 'plain') return value;
  if (value === 'null') return null;
  if (value === 'true' || value === 'false') return value === 'true';
  const number = Number(value);
  if (Number.isSafeInteger(number) || !INTEGER.test(value)) return number === 0 ? 0 : number;
  const integer = BigInt(value);
  return integer >= -(2n ** 63n) && integer < 2n ** 64n ? exactInteger(integer) : number;
}

function codeHere(r: JsonReader): number {
  r.pos = skipJsonSpace(r.text, r.pos, r.end);
  return r.pos < r.end ? r.text.charCodeAt(r.pos) : 0;
}

function readValue(r: JsonReader): void {
  const code = codeHere(r);
  if (code === 123 || code === 91) return openCollection(r, code === 123);
  if (code === 34) return readString(r);
  const end = endOfWord(r);
  if (end < 0)
    throw new ReadError('syntax', r.pos, code === 0 ? 'The JSON ends too early.' : 'Expected a JSON value here.');
  giveScalar(r, end, r.text.slice(r.pos, end), 'plain');
}

function endOfWord(r: JsonReader): number {
  const word = WORDS.find((known) => r.text.startsWith(known, r.pos));
  if (word !== undefined) return r.pos + word.length;
  NUMBER.lastIndex = r.pos;
  const text = NUMBER.exec(r.text)?.[0];
  if (text === undefined) return -1;
  const end = r.pos + text.length;
  // A fraction or an exponent that was begun must have digits.
  const next = r.text[end] ?? '';
  const broken = (next === '.' && !/[.eE]/.test(text)) || (/[eE]/.test(next) && !/[eE]/.test(text));
  return broken ? -1 : end;
}

function giveScalar(r: JsonReader, end: number, value: string, style: 'plain' | 'double'): void {
  const { event } = r;
  event.start = r.pos;
  event.propertiesStart = r.pos;
  event.end = end;
  event.value = value;
  event.style = style;
  event.implicit = style === 'plain';
  r.pos = end;
  r.sink.scalar(event);
}

function openCollection(r: JsonReader, isMap: boolean): void {
  const { event, sink } = r;
  event.start = r.pos;
  event.propertiesStart = r.pos;
  event.style = 'flow';
  if (r.maps.length >= MAX_VALUE_DEPTH) {
    throw new ReadError(
      'too-deep',
      r.pos,
      `More than ${MAX_VALUE_DEPTH} nested collections; Kubernetes refuses this too.`,
    );
  }
  r.maps.push(isMap);
  r.pos++;
  if (isMap) sink.openMap(event);
  else sink.openSeq(event);
  r.fresh = true;
}

function closeCollection(r: JsonReader): void {
  r.pos++;
  r.maps.pop();
  r.event.end = r.pos;
  r.sink.close(r.event);
}

/** Goes on inside the innermost collection: its end, or a comma (but for the first) and an entry. */
function readNext(r: JsonReader): void {
  const isMap = r.maps.at(-1) === true;
  const first = r.fresh;
  r.fresh = false;
  const code = codeHere(r);
  if (code === (isMap ? 125 : 93)) return closeCollection(r);
  if (first) return readEntry(r, isMap);
  if (code !== 44) throw new ReadError('syntax', r.pos, `Expected "," or "${isMap ? '}' : ']'}" here.`);
  r.pos++;
  readEntry(r, isMap);
}

function readEntry(r: JsonReader, isMap: boolean): void {
  r.event.mark = -1;
  if (isMap) {
    if (codeHere(r) !== 34) throw new ReadError('syntax', r.pos, 'Expected a key in double quotes here.');
    readString(r);
    if (codeHere(r) !== 58) throw new ReadError('syntax', r.pos, 'Expected ":" after the key.');
    r.event.mark = r.pos;
    r.pos++;
  }
  readValue(r);
}

function readString(r: JsonReader): void {
  const { text, end } = r;
  let escaped = false;
  for (let pos = r.pos + 1; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code === 34) return giveScalar(r, pos + 1, stringValue(r, pos, escaped), 'double');
    if (code < 32) throw new ReadError('syntax', pos, 'A control character stands inside this JSON string; escape it.');
    if (code !== 92) continue;
    escaped = true;
    pos++;
  }
  throw new ReadError('syntax', r.pos, 'This JSON string is never closed.');
}

function stringValue(r: JsonReader, close: number, escaped: boolean): string {
  return escaped ? decodeString(r, close + 1) : pooledSlice(r.pool, r.text, r.pos + 1, close);
}

function decodeString(r: JsonReader, end: number): string {
  let value: unknown;
  try {
    value = JSON.parse(r.text.slice(r.pos, end));
  } catch {
    throw new ReadError('syntax', r.pos, 'This JSON string has an escape that JSON does not know.');
  }
  // Go's decoder puts U+FFFD in the place of half a surrogate pair.
  return typeof value === 'string' ? value.replaceAll(LONE_SURROGATE, '\ufffd') : '';
}
