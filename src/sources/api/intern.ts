import type { Json, JsonObject } from '../../model/json.ts';

const LONGEST = 64;
const MOST = 100_000;

/** Strings seen so far: thousands of pods share names of nodes, images, accounts and volumes. */
export type StringTable = Map<string, string>;

/** Parsed a moment ago: nobody else has it yet, so it may be changed. */
type FreshMap = Record<string, Json | undefined>;

function share(text: string, table: StringTable): string {
  if (text.length > LONGEST) return text;
  const known = table.get(text);
  if (known !== undefined) return known;
  // Names that are seen once fill it up; beginning anew costs less than keeping them all.
  if (table.size >= MOST) table.clear();
  table.set(text, text);
  return text;
}

function shareInList(list: Json[], table: StringTable): void {
  for (const [i, value] of list.entries()) {
    if (typeof value === 'string') list[i] = share(value, table);
    else shareBelow(value, table);
  }
}

function shareInMap(map: FreshMap, table: StringTable): void {
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (typeof value === 'string') map[key] = share(value, table);
    // These are dropped at the door.
    else if (key !== 'status' && key !== 'managedFields') shareBelow(value, table);
  }
}

function shareBelow(value: Json | undefined, table: StringTable): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) shareInList(value as Json[], table);
  else shareInMap(value as FreshMap, table);
}

/**
 * Makes equal short strings of an object that was just parsed, and that nobody else has yet, one string each. It is changed in place: a copy of every page
 * would be a third of the whole work.
 */
export function internStrings(object: JsonObject, table: StringTable): JsonObject {
  shareInMap(object, table);
  return object;
}
