import type { Json } from '../json.ts';
import type { YamlEvent } from './events.ts';
import { exactInteger, formatFloatKey, parseDotNumber, parseNumber, type Resolved } from './number-text.ts';
import { ReadError } from './problem.ts';
import { isTimestamp } from './timestamp.ts';
import { decodeUtf8 } from './utf8.ts';

const TAG_PREFIX = 'tag:yaml.org,2002:';

const CONSTANTS: ReadonlyMap<string, Resolved> = new Map(
  [
    ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
    ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
      (text) => [text, false] as const,
    ),
  ]
    .map(([text, value]): [string, Resolved] => [text, { type: 'bool', value }])
    .concat(
      ['', '~', 'null', 'Null', 'NULL'].map((text) => [text, { type: 'null', value: null }]),
      ['.nan', '.NaN', '.NAN'].map((text) => [text, { type: 'float', value: Number.NaN }]),
      ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [
        text,
        { type: 'float', value: Number.POSITIVE_INFINITY },
      ]),
      ['-.inf', '-.Inf', '-.INF'].map((text) => [text, { type: 'float', value: Number.NEGATIVE_INFINITY }]),
    ),
);

const WORD = 1;
const NUMBER = 2;
const DOT = 3;

/** What a scalar's first character says of it: go-yaml looks no further when it says nothing. */
const HINTS = buildHints();

function buildHints(): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of 'yYnNtTfFoO~') table[char.charCodeAt(0)] = WORD;
  for (const char of '+-0123456789') table[char.charCodeAt(0)] = NUMBER;
  table[46] = DOT;
  return table;
}

/** Finds the type of a scalar from its text alone. @see https://github.com/yaml/go-yaml/blob/v2/resolve.go */
export function resolvePlain(text: string): Resolved {
  const hint = text === '' ? WORD : (HINTS[text.charCodeAt(0)] ?? 0);
  if (hint === 0) return { type: 'str', value: text };
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return constant;
  const number = hint === NUMBER ? parseNumber(text) : hint === DOT ? parseDotNumber(text) : undefined;
  return number ?? { type: 'str', value: text };
}

/** The value of a scalar's text; the same as `resolvePlain`, without an object for the common cases. */
function plainValue(text: string): Json {
  if (text === '') return null;
  const hint = HINTS[text.charCodeAt(0)] ?? 0;
  if (hint === 0) return text;
  if (hint === WORD) {
    const constant = text.length <= 5 ? CONSTANTS.get(text) : undefined;
    return constant === undefined ? text : constant.value;
  }
  const small = smallInteger(text);
  return small >= 0 ? small : valueOf(resolvePlain(text));
}

/** A decimal of up to nine digits without a leading zero; -1 for anything else. */
function smallInteger(text: string): number {
  const { length } = text;
  if (length > 9) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return length > 1 && text.charCodeAt(0) === 48 ? -1 : value;
}

function valueOf(resolved: Resolved): Json {
  return resolved.type === 'float' ? throughJson(resolved.value) : resolved.value;
}

/**
 * Kubernetes writes YAML as JSON and reads that: -0 becomes the integer 0, and a whole float below 1e21 an integer with
 * the digits that were written, which above 2^53 are not always those of the float.
 */
function throughJson(value: number): Json {
  if (value === 0) return 0;
  if (!Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21) return value;
  const integer = BigInt(String(value));
  return integer >= -(2n ** 63n) && integer < 2n ** 64n ? exactInteger(integer) : value;
}

/** The value of a scalar event as Kubernetes reads it; NaN and infinities are given as such, for the caller to refuse. Throws ReadError. */
export function scalarValue(event: YamlEvent): Json {
  if (event.tag !== '') return valueOf(resolveTagged(event));
  return event.implicit ? plainValue(event.value) : event.value;
}

function resolveEvent(event: YamlEvent): Resolved {
  if (event.tag !== '') return resolveTagged(event);
  return event.implicit ? resolvePlain(event.value) : { type: 'str', value: event.value };
}

const CHECKED_TYPES: ReadonlySet<string> = new Set(['bool', 'int', 'float', 'null', 'timestamp']);

/** A tag that go-yaml does not know leaves the text as it is; one that it knows must fit the text. */
function resolveTagged(event: YamlEvent): Resolved {
  const { tag, value } = event;
  const type = tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : '';
  if (type === 'binary') return { type: 'str', value: decodeBinary(event) };
  if (!CHECKED_TYPES.has(type)) return { type: 'str', value };
  const resolved = type === 'timestamp' ? resolveTimestamp(value) : convertTo(type, resolvePlain(value));
  if (resolved === undefined) throw badTag(event, type);
  return resolved;
}

function resolveTimestamp(text: string): Resolved | undefined {
  return CONSTANTS.has(text) || !isTimestamp(text) ? undefined : { type: 'str', value: text };
}

function convertTo(type: string, resolved: Resolved): Resolved | undefined {
  if (resolved.type === type) return resolved;
  if (resolved.type === 'uint' && type === 'int') return resolved;
  return resolved.type === 'int' && type === 'float' ? { type: 'float', value: Number(resolved.value) } : undefined;
}

function badTag(event: YamlEvent, type: string): ReadError {
  return new ReadError(
    'bad-tag',
    event.start,
    `This is not of the type that its tag says (${type}); correct the value or remove the tag.`,
  );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** `!!binary`: the bytes as text. */
function decodeBinary(event: YamlEvent): string {
  const text = event.value.replaceAll(/[\r\n]/g, '');
  if (!BASE64.test(text)) throw new ReadError('bad-tag', event.start, 'The text of this !!binary is not base64.');
  return decodeUtf8(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}

/** Whether the scalar, as a key, is the merge key: plain `<<`, or any `<<` tagged `!` or `!!merge`. */
export function isMergeKey(event: YamlEvent): boolean {
  return event.value === '<<' && (event.implicit || event.tag === `${TAG_PREFIX}merge`);
}

/** The string that Kubernetes makes of a scalar used as a key; undefined for null and for integers above int64, which it refuses. */
export function scalarKey(event: YamlEvent): string | undefined {
  if (event.tag === '' && (!event.implicit || (HINTS[event.value.charCodeAt(0)] ?? 0) === 0)) {
    if (event.value !== '' || !event.implicit) return event.value;
  }
  const resolved = resolveEvent(event);
  if (resolved.type === 'null' || resolved.type === 'uint') return undefined;
  return resolved.type === 'float' ? formatFloatKey(resolved.value) : String(resolved.value);
}
