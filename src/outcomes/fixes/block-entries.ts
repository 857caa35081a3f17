import { type Editor, insertLines, mayEndLiteral, removeLines, replaceText } from './editor.ts';
import { type Entry, lastKept } from './entries.ts';
import { insertionPoint, lastBlockScalar, removalEnd } from './extent.ts';
import { leadsLine, lineEnd, lineStart, nextLine, trimBlanksBefore } from './lines.ts';

/** Where the entry after the last of a run of removed ones stands whose lines follow each other without a gap. */
function runEnd(text: string, entries: readonly Entry[], from: number, reach: (entry: Entry) => number): number {
  let i = from;
  for (let next = entries[i + 1]; next !== undefined && !next.kept; next = entries[i + 1]) {
    const entry = entries[i];
    if (entry === undefined || nextLine(text, reach(entry)) !== lineStart(text, next.start)) break;
    i += 1;
  }
  return i + 1;
}

function removeRuns(editor: Editor, entries: readonly Entry[], from: number): void {
  const { text } = editor;
  let before: Entry | undefined;
  for (let i = from; i < entries.length;) {
    const first = entries[i];
    if (first === undefined || first.kept) {
      before = first;
      i += 1;
      continue;
    }
    const reach = (entry: Entry): number => removalEnd(text, before?.value, lineEnd(text, entry.end));
    const next = runEnd(text, entries, i, reach);
    removeLines(editor, first.start, reach(entries[next - 1] ?? first), lastBlockScalar(before?.value) !== undefined);
    i = next;
  }
}

/** Removes the first entries of a collection that begins behind a dash: what follows moves up to the dash, unless a comment stands between. */
function removeBehindDash(editor: Editor, entries: readonly Entry[], first: Entry): void {
  const { text } = editor;
  const stays = entries.findIndex((entry) => entry.kept);
  const keeper = entries[stays];
  const gaps = entries.slice(0, stays).map((entry, i) => text.slice(entry.end, entries[i + 1]?.start));
  if (keeper !== undefined && !gaps.some((gap) => gap.includes('#'))) {
    replaceText(editor, first.start, keeper.start, '');
    removeRuns(editor, entries, stays);
    return;
  }
  replaceText(editor, trimBlanksBefore(text, first.start), lineEnd(text, first.end), '');
  removeRuns(editor, entries, 1);
}

/**
 * Edits a block mapping or list of which at least one entry stays: takes out the lines of what goes, and puts new entries, each
 * given as its lines, behind the last that stays, `column` columns in.
 */
export function editBlock(
  editor: Editor,
  entries: readonly Entry[],
  added: readonly (readonly string[])[],
  column: number,
): void {
  const [first] = entries;
  if (first !== undefined && !first.kept && !leadsLine(editor.text, first.start))
    removeBehindDash(editor, entries, first);
  else removeRuns(editor, entries, 0);
  const last = entries[lastKept(entries)];
  if (last === undefined || added.length === 0) return;
  insertLines(editor, insertionPoint(editor.text, last.value, last.end), added.flat(), column);
}

/** Tells whether new entries may end in a literal block. */
export function mayAddLiterals(editor: Editor, entries: readonly Entry[]): boolean {
  return entries.slice(lastKept(entries)).every((entry) => mayEndLiteral(editor.text, entry.end));
}
