import { escapeHidden } from '../text/index.ts';

/** Smallest chunk that is worth a write, in UTF-16 code units: as much as a pipe of Linux holds. */
const BATCH = 65_536;

/** What has no character beyond ASCII can hide one only: to count bytes is ten times faster than to look for all the others. */
function escapeBatch(text: string): string {
  return Buffer.byteLength(text) === text.length && !text.includes('\u007f') ? text : escapeHidden(text);
}

/** Joins small texts of JSON into chunks of at least 64 KiB (the last one may be smaller), so that a writer is not called for every line. */
export function* batchText(texts: Iterable<string>): Iterable<string> {
  let parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length < BATCH) continue;
    yield escapeBatch(parts.join(''));
    parts = [];
    length = 0;
  }
  if (length > 0) yield escapeBatch(parts.join(''));
}
