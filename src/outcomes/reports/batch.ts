/** Smallest chunk that is worth a write, in UTF-16 code units. */
const BATCH = 16_384;

/** What JSON lets stand as it is and a terminal or an editor would act on, or hide. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Writes hidden characters of JSON text as escapes; within strings, where alone they can stand, that is the same value. */
export function escapeHidden(json: string): string {
  return json.replaceAll(HIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

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
