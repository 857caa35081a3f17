import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';

const LONGEST = 64;
const MOST = 100_000;

/** Strings seen so far: thousands of pods share names of nodes, images, accounts and volumes. */
export type StringTable = Map<string, string>;

function share(text: string, table: StringTable): string {
  if (text.length > LONGEST) return text;
  const known = table.get(text);
  if (known !== undefined) return known;
  // Names that are seen once fill it up; beginning anew costs less than keeping them all.
  if (table.size >= MOST) table.clear();
  table.set(text, text);
  return text;
}

function walk(value: Json | undefined, table: StringTable): Json | undefined {
  if (typeof value === 'string') return share(value, table);
  if (isList(value)) return value.map((item) => walk(item, table) ?? null);
  return isObject(value) ? internStrings(value, table) : value;
}

/** The same object with equal short strings being one string. Status and managed fields, which are dropped anyway, are not walked. */
export function internStrings(object: JsonObject, table: StringTable): JsonObject {
  const made: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(object)) {
    const shared = key === 'status' || key === 'managedFields' ? value : walk(value, table);
    // A key of a ConfigMap may have this name; set in the plain way it would be lost.
    if (key === '__proto__')
      Object.defineProperty(made, key, { value: shared, writable: true, enumerable: true, configurable: true });
    else made[key] = shared;
  }
  return made;
}
