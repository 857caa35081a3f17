import type { Json } from '../../model/json.ts';
import type { YamlMap, YamlSeq } from '../../model/yaml/index.ts';
import { guardWhole } from './anchors.ts';
import { editBlock, mayAddLiterals } from './block-entries.ts';
import { entriesIn } from './edit-document.ts';
import { blockStyleAt, type Editor, entryStyle, flowStyleAt } from './editor.ts';
import { entriesOfList } from './entries.ts';
import { editFlow, hasBrackets } from './flow-entries.ts';
import { formatFlow, formatFlowEntry, formatItemLines, formatPairLines } from './format-yaml.ts';
import { columnOf, sameLine } from './lines.ts';
import type { MapPlan } from './plan-map.ts';
import { quoteOfItems } from './neighbours.ts';
import { formatString } from './scalar.ts';

function guardRemoved(editor: Editor, map: YamlMap, removed: ReadonlySet<number>): void {
  for (const at of removed) {
    const pair = map.pairs[at];
    if (pair === undefined) continue;
    guardWhole(pair.key, editor.document.aliases);
    guardWhole(pair.value, editor.document.aliases);
  }
}

/** Drops the edits inside a node, so that it can be written anew. Always false: the node is not done. */
function giveUp(editor: Editor, node: YamlMap): false {
  const outside = editor.edits.filter((edit) => edit.end <= node.start || edit.start >= node.end);
  editor.edits.splice(0, editor.edits.length, ...outside);
  return false;
}

/** Takes pairs out of a mapping and puts new ones in; false when it must be written anew. */
export function putPairs(editor: Editor, map: YamlMap, { removed, added }: MapPlan): boolean {
  if (removed.size + added.length === 0) return true;
  guardRemoved(editor, map, removed);
  const entries = entriesIn(editor.document, editor.text, map, removed);
  if (map.style === 'flow') {
    // The one pair of `[a: 1]` has no braces to put another into.
    if (!hasBrackets(editor.text, map)) return giveUp(editor, map);
    const style = flowStyleAt(editor);
    editFlow(
      editor,
      entries,
      added.map((entry) => formatFlowEntry(entry, entryStyle(style))),
      style,
    );
    return true;
  }
  const style = { ...blockStyleAt(editor, map.end), literals: mayAddLiterals(editor, entries) };
  const lines = added.map(([key, value]) => formatPairLines(key, value, style));
  editBlock(editor, entries, lines, columnOf(editor.text, entries[0]?.start ?? map.start));
  return true;
}

/** How far the content of a list's items stands from their dashes, judged by the last. */
function itemWidth(text: string, list: YamlSeq): number {
  const item = list.items.at(-1);
  const dash = list.dashes.at(-1);
  if (item === undefined || dash === undefined || item.kind === 'scalar' || !sameLine(text, dash, item.propertiesStart))
    return 2;
  return Math.max(2, item.propertiesStart - dash);
}

/** Takes items out of a list and puts new ones at its end. */
export function putItems(editor: Editor, list: YamlSeq, removed: ReadonlySet<number>, added: readonly Json[]): void {
  if (removed.size + added.length === 0) return;
  const entries = entriesOfList(editor.text, list, removed);
  if (list.style === 'flow') {
    const style = flowStyleAt(editor);
    editFlow(
      editor,
      entries,
      added.map((item) => formatFlow(item, entryStyle(style))),
      style,
    );
    return;
  }
  const quote = quoteOfItems(list);
  const style = { ...blockStyleAt(editor, list.end), literals: mayAddLiterals(editor, entries) };
  const width = itemWidth(editor.text, list);
  const lines = added.map((item) =>
    typeof item === 'string' && quote !== 'plain'
      ? [`- ${formatString(item, 'block', quote)}`]
      : formatItemLines(item, style, width),
  );
  editBlock(editor, entries, lines, columnOf(editor.text, entries[0]?.start ?? list.start));
}
