import { isList, isObject, type Json, type JsonObject, sameJson } from '../../model/json.ts';
import type { YamlAlias, YamlMap, YamlNode, YamlPair, YamlSeq } from '../../model/yaml/index.ts';
import { alignLists, type Alignment } from './align.ts';
import { guardInside, guardWhole } from './anchors.ts';
import { keysOf } from './edit-document.ts';
import type { Editor, Place } from './editor.ts';
import { columnOf } from './lines.ts';
import { hasMerges } from './map-keys.ts';
import { traceList } from './origins.ts';
import { planMap } from './plan-map.ts';
import { putItems, putPairs } from './put-entries.ts';
import { refuse } from './refusal.ts';
import { replaceNode } from './replace-node.ts';

/** What a node reads as now, and what it is to read as. */
export type Change = readonly [before: Json, after: Json];

/** Tells whether a value stands for itself: a scalar, or what an operation puts in as a whole. */
function isWhole(editor: Editor, value: Json): boolean {
  return typeof value !== 'object' || value === null || editor.wholes.has(value);
}

/**
 * Edits the text of a node so that it reads as wanted. Only what differs is touched, so that comments, order and quoting of the
 * rest stay. Throws a Refusal when that would change more than the object.
 */
export function reconcile(editor: Editor, node: YamlNode, change: Change, place: Place): void {
  const [before, after] = change;
  if (before === after) return;
  const done =
    node.kind === 'map'
      ? reconcileMap(editor, node, change)
      : node.kind === 'seq' && reconcileList(editor, node, change);
  if (done || sameJson(before, after)) return;
  if (!isWhole(editor, after)) refuseShared(node);
  replaceNode(editor, node, after, place);
}

/** Refuses to write out what is shared, unless an operation says so. */
function refuseShared(node: YamlAlias | YamlNode): void {
  if (node.kind === 'alias')
    refuse(`the place is written as the alias *${node.name}: an edit there would change every use of &${node.name}`);
  if (node.kind === 'map' && hasMerges(node))
    refuse('the mapping takes keys from a merge key (<<), which cannot be removed here alone');
}

function hasEntries(object: JsonObject): boolean {
  for (const key in object) if (object[key] !== undefined) return true;
  return false;
}

/** Edits inside a mapping; false when it must be written anew. */
function reconcileMap(editor: Editor, map: YamlMap, [before, after]: Change): boolean {
  if (map.pairs.length === 0 || !isObject(before) || !isObject(after) || !hasEntries(after)) return false;
  const plan = planMap(keysOf(editor.document, map), before, after, (value) => isWhole(editor, value));
  if (plan.removed.size === map.pairs.length) return false;
  if (plan.doubtful) editor.doubtful = true;
  guardInside(map, editor.document.aliases, () => !sameJson(before, after));
  editor.trail.push(map);
  for (const { at, change } of plan.within) reconcilePair(editor, map, at, change);
  const done = putPairs(editor, map, plan);
  editor.trail.pop();
  return done;
}

/** Where the value of a pair hangs. Refuses keys without a colon (`? a`). */
export function placeOfValue(editor: Editor, map: YamlMap, { key, colon }: YamlPair): Place {
  if (editor.text[colon] !== ':') refuse('a key without a colon is given a value');
  const column = columnOf(editor.text, key.propertiesStart);
  return { holder: 'key', indicator: colon + 1, column, inFlow: map.style === 'flow' };
}

function reconcilePair(editor: Editor, map: YamlMap, at: number, change: Change): void {
  const pair = map.pairs[at];
  if (pair !== undefined) reconcile(editor, pair.value, change, placeOfValue(editor, map, pair));
}

/** Edits inside a list; false when it must be written anew. */
function reconcileList(editor: Editor, list: YamlSeq, [before, after]: Change): boolean {
  if (!isList(before) || !isList(after)) return false;
  const alignment = traceList(before, after, editor.origins) ?? alignLists(before, after);
  if (alignment === undefined || alignment.target.every((to) => to === undefined)) return false;
  guardInside(list, editor.document.aliases, () => !sameJson(before, after));
  editor.trail.push(list);
  const removed = reconcileItems(editor, list, [before, after], alignment);
  putItems(editor, list, removed, after.slice(alignment.addedFrom));
  editor.trail.pop();
  return true;
}

/** Edits the items that stay, and tells the positions of those that go. */
function reconcileItems(
  editor: Editor,
  list: YamlSeq,
  [before, after]: readonly [readonly Json[], readonly Json[]],
  { target }: Alignment,
): ReadonlySet<number> {
  const removed = new Set<number>();
  for (const [at, item] of list.items.entries()) {
    const to = target[at];
    if (to !== undefined)
      reconcile(editor, item, [before[at] ?? null, after[to] ?? null], placeOfItem(editor, list, at, item));
    else {
      guardWhole(item, editor.document.aliases);
      removed.add(at);
    }
  }
  return removed;
}

/** Where an item of a list hangs. */
export function placeOfItem(editor: Editor, list: YamlSeq, at: number, item: YamlNode): Place {
  const dash = list.style === 'block' ? list.dashes[at] : undefined;
  if (dash === undefined) return { holder: 'dash', indicator: item.propertiesStart, column: 0, inFlow: true };
  return { holder: 'dash', indicator: dash + 1, column: columnOf(editor.text, dash), inFlow: false };
}
