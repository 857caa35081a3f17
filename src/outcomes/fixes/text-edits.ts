import type { TextEdit } from './types.ts';

/** Applies edits that are ascending and do not overlap, as {@link mergeEdits} leaves them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Drops what both texts share at their ends, so that an edit covers only what changes. */
function trimEdit(text: string, edit: TextEdit): TextEdit | undefined {
  const old = text.slice(edit.start, edit.end);
  if (old === edit.text) return undefined;
  const most = Math.min(old.length, edit.text.length);
  let head = 0;
  while (head < most && old[head] === edit.text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === edit.text[edit.text.length - 1 - tail]) tail += 1;
  return { start: edit.start + head, end: edit.end - tail, text: edit.text.slice(head, edit.text.length - tail) };
}

/** Puts edits in order (insertions at one place stay in the order given), joins those that touch, and trims them; undefined when two overlap. */
export function mergeEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const joined: TextEdit[] = [];
  for (const edit of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && edit.start < last.end) return undefined;
    if (last !== undefined && edit.start === last.end)
      joined[joined.length - 1] = { start: last.start, end: edit.end, text: last.text + edit.text };
    else joined.push(edit);
  }
  return joined.flatMap((edit) => trimEdit(text, edit) ?? []);
}
