/**
 * Plain data as a manifest carries it: JSON plus int64 beyond 2^53, which stays exact as a bigint.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** One JSON object; a key that is absent and a key holding null are told apart, as server-side decoding does for pointers. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Steps from a root to a value inside it: object keys as strings, list positions as numbers. */
export type Path = readonly (string | number)[];

/** Tells whether a value is a JSON object (not null, not a list). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a value is a JSON list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The text that a value is, or '' when it is none: for fields whose type is judged elsewhere. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Follows a path; undefined as soon as a step is not there. */
export function valueAt(root: Json | undefined, path: Path): Json | undefined {
  let here: Json | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') here = isList(here) ? here[step] : undefined;
    else here = isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return here;
}

/** A printed path, with those that go one step further. */
interface Printed {
  readonly text: string;
  readonly further: Map<string | number, Printed>;
}

/** Most printed paths that are remembered: of a fleet's paths nearly all are the same few hundred. */
const MOST_PRINTED = 16_384;

/** Longer ones are not remembered. */
const LONGEST_PRINTED = 512;

let printed: Printed = { text: '', further: new Map() };
let printedCount = 0;

function printStep(text: string, step: string | number): string {
  if (typeof step === 'number') return `${text}[${step}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
  return text === '' ? step : `${text}.${step}`;
}

/** Prints a path the way Kubernetes prints field paths: `spec.containers[0].image`, odd keys as `["a.b/c"]`. */
export function formatPath(path: Path): string {
  if (printedCount > MOST_PRINTED) {
    printed = { text: '', further: new Map() };
    printedCount = 0;
  }
  let here = printed;
  for (const step of path) {
    let next = here.further.get(step);
    if (next === undefined) {
      next = { text: printStep(here.text, step), further: new Map() };
      if (next.text.length <= LONGEST_PRINTED) here.further.set(step, next);
      printedCount++;
    }
    here = next;
  }
  return here.text;
}

function stringifyExact(value: Json | undefined): string | undefined {
  if (typeof value === 'bigint') return value.toString();
  if (isList(value)) return `[${value.map((item) => stringifyExact(item) ?? 'null').join(',')}]`;
  if (!isObject(value)) return value === undefined ? undefined : JSON.stringify(value);
  const parts: string[] = [];
  for (const key of Object.keys(value)) {
    const text = stringifyExact(value[key]);
    if (text !== undefined) parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

/** Prints JSON on one line, key order kept, int64 digits exact. */
export function stringifyJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify refuses a bigint anywhere; only then is the slow way worth its time.
    return stringifyExact(value) ?? 'null';
  }
}

/** Tells whether two values are the same data; key order does not count, an undefined entry equals an absent one. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (!isObject(a) || !isObject(b)) return typeof a === 'number' && typeof b === 'number' && Object.is(a, b);
  return countKeys(a) === countKeys(b) && hasSame(a, b);
}

function countKeys(object: JsonObject): number {
  let count = 0;
  for (const key of Object.keys(object)) if (object[key] !== undefined) count++;
  return count;
}

function hasSame(a: JsonObject, b: JsonObject): boolean {
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!Object.hasOwn(b, key) || !sameJson(a[key], b[key])) return false;
  }
  return true;
}
