import type { YamlNode } from '../../model/yaml/index.ts';
import { type Editor, replaceText } from './editor.ts';
import { type Entry, lastKept } from './entries.ts';
import type { FlowStyle } from './format-yaml.ts';
import { endsLine, leadsLine, lineEnd, previousLineEnd, sameLine, trimBlanksBefore } from './lines.ts';

/** The offset of the comma behind an entry, comments skipped; undefined when the collection ends before one. */
function findComma(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === ',') return at;
    if (char === '#') at = lineEnd(text, at);
    else if (!/\s/.test(char)) return undefined;
  }
  return undefined;
}

/** Where an entry ends, its comma included. */
function endWithComma(text: string, entry: Entry): number {
  return (findComma(text, entry.end) ?? entry.end - 1) + 1;
}

function hasOwnLines(text: string, entry: Entry): boolean {
  return (
    leadsLine(text, entry.start) &&
    endsLine(text, endWithComma(text, entry)) &&
    previousLineEnd(text, entry.start) !== undefined
  );
}

/** Takes out entries that follow each other: their whole lines when they have them for themselves. */
function removeRun(editor: Editor, run: readonly Entry[], next: Entry | undefined): void {
  const { text } = editor;
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return;
  if (run.every((entry) => hasOwnLines(text, entry))) {
    for (const { start, end } of run) {
      replaceText(editor, previousLineEnd(text, start) ?? start, lineEnd(text, findComma(text, end) ?? end), '');
    }
    return;
  }
  const end = endWithComma(text, last);
  if (next !== undefined && sameLine(text, end, next.start)) replaceText(editor, first.start, next.start, '');
  else replaceText(editor, leadsLine(text, first.start) ? first.start : trimBlanksBefore(text, first.start), end, '');
}

function removeEntries(editor: Editor, entries: readonly Entry[], keepComma: boolean): void {
  const { text } = editor;
  let run: Entry[] = [];
  for (const entry of entries) {
    if (!entry.kept) run.push(entry);
    else if (run.length > 0) {
      removeRun(editor, run, entry);
      run = [];
    }
  }
  const last = run.at(-1);
  if (last === undefined) return;
  removeRun(editor, run, undefined);
  const stays = entries[lastKept(entries)];
  // What goes had no comma behind it: the one before it is now too many.
  if (stays === undefined || keepComma || findComma(text, last.end) !== undefined) return;
  const spare = findComma(text, stays.end);
  if (spare !== undefined) replaceText(editor, spare, spare + 1, '');
}

/** Puts new entries, each on a line of its own, below the last that stays; `comma` is the one behind that. */
function addLines(editor: Editor, last: Entry, comma: number | undefined, lines: string): void {
  const at = lineEnd(editor.text, comma ?? last.end);
  if (comma === undefined) replaceText(editor, last.end, last.end, ',');
  replaceText(editor, at, at, lines);
}

/** What stands between a comma and the entry behind it. */
function leadOf({ lines, comma }: FlowStyle): string {
  return lines === undefined ? comma.slice(1) : lines.lead + lines.step;
}

/** Puts new entries behind the last that stays. */
function addEntries(editor: Editor, entries: readonly Entry[], parts: readonly string[], style: FlowStyle): void {
  const { text } = editor;
  const last = entries[lastKept(entries)];
  if (last === undefined) return;
  const comma = findComma(text, last.end);
  const isTrailing = comma !== undefined && last === entries.at(-1);
  const joined = parts.map((part) => leadOf(style) + part).join(',');
  if (style.lines !== undefined && endsLine(text, comma === undefined ? last.end : comma + 1)) {
    addLines(editor, last, comma, isTrailing ? `${joined},` : joined);
  } else if (comma !== undefined && !isTrailing) replaceText(editor, comma + 1, comma + 1, joined);
  // An empty value needs a blank before the comma: `{a: , b: 1}`.
  else replaceText(editor, last.end, last.end, `${text[last.end - 1] === ':' ? ' ' : ''},${joined}`);
}

/** Tells whether a flow collection has its brackets: the one pair of `[a: 1]` has not. */
export function hasBrackets(text: string, node: YamlNode): boolean {
  return text[node.start] === '{' || text[node.start] === '[';
}

/** Edits a flow mapping or list of which at least one entry stays; new entries come as their texts. */
export function editFlow(editor: Editor, entries: readonly Entry[], parts: readonly string[], style: FlowStyle): void {
  removeEntries(editor, entries, parts.length > 0);
  if (parts.length > 0) addEntries(editor, entries, parts, style);
}
