import { escapeHidden } from '../text/index.ts';

/** Smallest chunk that is worth a write, in UTF-16 code units. */
const BATCH = 16_384;

/** Joins small texts of JSON into chunks of at least 16 KiB (the last one may be smaller), so that a writer is not called for every line. */
export function* batchText(texts: Iterable<string>): Iterable<string> {
  let parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length < BATCH) continue;
    yield escapeHidden(parts.join(''));
    parts = [];
    length = 0;
  }
  if (length > 0) yield escapeHidden(parts.join(''));
}
