import { isList, isObject, type Json } from '../../../src/model/json.ts';

/** A document as the oracle prints it: strings begin with `s`, numbers are strings that begin with `n`. */
export type Marked = null | boolean | string | readonly Marked[] | { readonly [key: string]: Marked };

/** What one side made of a document. */
export interface Reading {
  readonly value: Marked;
  readonly error: string | undefined;
}

/** Reads a line of the oracle. Throws when it is not what the oracle prints. */
export function parseAnswer(line: string): readonly Reading[] {
  const parsed: unknown = JSON.parse(line);
  if (!Array.isArray(parsed)) throw new TypeError('the oracle printed something else than a list');
  return parsed.map((item: unknown) => {
    const entry = item as { readonly value: Marked; readonly error?: string };
    return { value: entry.value, error: entry.error };
  });
}

/** Our value in the oracle's form. */
export function markValue(value: Json): Marked {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'number') return `n${canonicalNumber(value)}`;
  if (isList(value)) return value.map(markValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, markValue(item ?? null)]));
}

function canonicalNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64) return BigInt(value).toString();
  return value.toExponential();
}

/** The path of the first difference between two marked values; undefined when they are the same. */
export function firstDifference(a: Marked | undefined, b: Marked | undefined, path = '$'): string | undefined {
  if (a === b) return undefined;
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left?.length !== right?.length || left === undefined || Array.isArray(a) !== Array.isArray(b)) return path;
  const theirs = new Map(right);
  for (const [key, item] of left) {
    const found = firstDifference(item, theirs.get(key), `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entriesOf(value: Marked | undefined): readonly [string, Marked][] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}
