/** Strings of one read, so that a repeated key or value is one string and a repeated key is hashed once. */
export interface StringPool {
  readonly slots: (string | undefined)[];
  readonly mask: number;
}

const LONGEST_POOLED = 48;

const MOST_SLOTS = 8192;

/** Copied for each pool, which costs a fraction of filling one; as large as the largest so far. */
let empty: readonly undefined[] = [];

/** Makes an empty pool whose size suits a text of that many characters. */
export function createStringPool(textLength: number): StringPool {
  let size = 4;
  while (size < MOST_SLOTS && size * 32 < textLength) size *= 2;
  if (empty.length < size) empty = Array.from({ length: size }, () => undefined);
  return { slots: empty.slice(0, size), mask: size - 1 };
}

/**
 * The part of the text from start to end, the pooled string when the same was seen lately.
 * Short parts are copied: a slice would keep the whole file in memory for as long as any of its values lives.
 */
export function pooledSlice(pool: StringPool, text: string, start: number, end: number): string {
  const length = end - start;
  if (length > LONGEST_POOLED) return copySlice(text, start, end);
  let hash = length;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  const slot = (hash ^ (hash >>> 15)) & pool.mask;
  const known = pool.slots[slot];
  if (known !== undefined && known.length === length && text.startsWith(known, start)) return known;
  const fresh = copySlice(text, start, end);
  pool.slots[slot] = fresh;
  return fresh;
}

/** The engine copies slices below 13 characters itself. */
const LONGEST_COPIED_BY_ENGINE = 12;

/** A longer text is so large a part of its file that keeping the file alive for it is no waste worth the copying. */
const LONGEST_COPIED = 65_536;

const STEP = 4096;

function copySlice(text: string, start: number, end: number): string {
  const length = end - start;
  if (length <= LONGEST_COPIED_BY_ENGINE || length > LONGEST_COPIED) return text.slice(start, end);
  if (length <= STEP) return copyStep(text, start, end);
  const steps: string[] = [];
  for (let at = start; at < end; at += STEP) steps.push(copyStep(text, at, Math.min(at + STEP, end)));
  return steps.join('');
}

function copyStep(text: string, start: number, end: number): string {
  const codes: number[] = [];
  for (let i = start; i < end; i++) codes.push(text.charCodeAt(i));
  return String.fromCharCode(...codes);
}
