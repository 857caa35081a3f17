/** What JSON lets stand as it is and a terminal or an editor would act on, or hide. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Writes hidden characters of JSON text as escapes; within strings, where alone they can stand, that is the same value. */
export function escapeHidden(json: string): string {
  return json.replaceAll(HIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A document of JSON as commands print it: indented by two spaces, with a line break at its end, hidden characters as escapes. */
export function formatJson(document: object): string {
  return `${escapeHidden(JSON.stringify(document, null, 2))}\n`;
}
