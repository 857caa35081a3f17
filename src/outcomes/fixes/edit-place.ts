import type { PathOp } from '../../model/cluster/index.ts';
import type { Json, Path } from '../../model/json.ts';
import type { YamlMap, YamlNode } from '../../model/yaml/index.ts';
import { keysOf } from './edit-document.ts';
import type { Editor, Place } from './editor.ts';
import { applyTraced } from './origins.ts';
import type { MapPlan } from './plan-map.ts';
import { putPairs } from './put-entries.ts';
import { readNode } from './read-tree.ts';
import { placeOfItem, placeOfValue, reconcile } from './reconcile.ts';

const NONE: ReadonlySet<number> = new Set();

/** How far a path is written. */
interface Reached {
  readonly node: YamlNode;
  readonly place: Place;
  /** The steps that are not. */
  readonly rest: Path;
}

/** Whether each key of a mapping is written once, here. */
function isPlain(editor: Editor, map: YamlMap): boolean {
  const { repeated, inherited } = keysOf(editor.document, map);
  return !repeated && inherited === undefined;
}

/** One step further down; undefined where the path is written no further. */
function descend(editor: Editor, node: YamlNode, step: Path[number]): Omit<Reached, 'rest'> | undefined {
  if (node.kind === 'seq' && typeof step === 'number') {
    const item = node.items[step];
    return item && { node: item, place: placeOfItem(editor, node, step, item) };
  }
  if (node.kind !== 'map' || typeof step !== 'string') return undefined;
  const at = keysOf(editor.document, node).own.get(step)?.[0];
  const pair = at === undefined ? undefined : node.pairs[at];
  return pair && { node: pair.value, place: placeOfValue(editor, node, pair) };
}

/** Follows a path as far as it is written, leaving the collections on the way on the trail; undefined when one of them is not plain. */
function follow(editor: Editor, start: Omit<Reached, 'rest'>, path: Path): Reached | undefined {
  let here = start;
  for (const [depth, step] of path.entries()) {
    const { node } = here;
    if (node.kind === 'map' && !isPlain(editor, node)) return undefined;
    const next = descend(editor, node, step);
    if (next === undefined) return { ...here, rest: path.slice(depth) };
    editor.trail.push(node);
    here = next;
  }
  return { ...here, rest: [] };
}

function planOf(op: PathOp, key: string, rest: Path): MapPlan {
  // What an operation makes of nothing.
  const value: Json = applyTraced(null, { ...op, path: rest.slice(1) }, new Map());
  return { removed: NONE, added: [[key, value]], within: [], doubtful: false };
}

/**
 * Makes the edit of one operation that sets or inserts where it falls: what it leaves alone is neither copied nor compared, and the edits are those that
 * {@link reconcile} makes of the whole object. False, and nothing done, where that could not be so: the document has aliases, or a mapping on the way
 * has repeated or merged keys, or cannot take another pair. Throws a Refusal or an EditError as the long way does.
 */
export function editPlace(editor: Editor, start: Omit<Reached, 'rest'>, ops: readonly PathOp[]): boolean {
  const [op] = ops;
  if (op === undefined || ops.length > 1 || op.op === 'remove' || op.path.length === 0) return false;
  if (editor.document.aliases().length > 0) return false;
  const depth = editor.trail.length;
  const reached = follow(editor, start, op.path);
  const done = reached !== undefined && putAt(editor, reached, op);
  editor.trail.length = depth;
  return done;
}

function putAt(editor: Editor, { node, place, rest }: Reached, op: PathOp): boolean {
  const [key] = rest;
  if (node.kind === 'map' && node.pairs.length > 0) {
    if (!isPlain(editor, node)) return false;
    if (typeof key === 'string') {
      editor.trail.push(node);
      return putPairs(editor, node, planOf(op, key, rest));
    }
  }
  const before = readNode(node, editor.document);
  reconcile(editor, node, [before, applyTraced(before, { ...op, path: rest }, editor.origins)], place);
  return true;
}
