import { applyOp, EditError, type PathOp } from '../../model/cluster/index.ts';
import { isObject, type Json, type JsonObject, type Path, sameJson, valueAt } from '../../model/json.ts';
import { readDocuments, type YamlNode } from '../../model/yaml/index.ts';
import { guardInside } from './anchors.ts';
import type { EditDocument } from './edit-document.ts';
import { editPlace } from './edit-place.ts';
import type { Editor, Place } from './editor.ts';
import { columnOf, lineBreakOf } from './lines.ts';
import { applyTraced, type Origins } from './origins.ts';
import { provesWord } from './prove-word.ts';
import { documentOf, readNode, trailTo } from './read-tree.ts';
import { reconcile } from './reconcile.ts';
import { Refusal, refuse } from './refusal.ts';
import { applyEdits, mergeEdits } from './text-edits.ts';
import type { EditRequest, RenderedEdits, TextEdit } from './types.ts';

function applyAll(before: Json, ops: readonly PathOp[], origins: Origins = new Map()): JsonObject {
  let after = before;
  for (const op of ops) after = applyTraced(after, op, origins);
  return isObject(after) ? after : refuse('the edit would leave something that is no object');
}

function placeOf(editor: Pick<Editor, 'text'>, trail: readonly YamlNode[], node: YamlNode): Place {
  const parent = trail.at(-2);
  const column = columnOf(editor.text, node.propertiesStart);
  return { holder: 'root', indicator: node.start, column, inFlow: node.style === 'flow' || parent?.style === 'flow' };
}

function openEditor({ file, source, ops }: EditRequest, document: EditDocument, trail: readonly YamlNode[]): Editor {
  return {
    text: file.text,
    from: source.start,
    lineBreak: lineBreakOf(file.text),
    json: file.format === 'json',
    document,
    wholes: new Set(ops.flatMap((op) => (op.op === 'set' ? [op.value] : []))),
    origins: new Map(),
    trail: trail.slice(0, -1),
    edits: [],
    doubtful: false,
    openEnd: undefined,
  };
}

/** Edits whatever differs between the object and what it is to be, which is returned. */
function editDifferences(editor: Editor, node: YamlNode, place: Place, ops: readonly PathOp[]): JsonObject {
  const before = readNode(node, editor.document);
  const after = applyAll(before, ops, editor.origins);
  for (const holder of editor.trail) guardInside(holder, editor.document.aliases, () => !sameJson(before, after));
  reconcile(editor, node, [before, after], place);
  return after;
}

/** How edits are found; `differences` is the long way, which tests compare the short one with. */
export type EditWay = 'shortest' | 'differences';

/** Line breaks of YAML 1.1 that no editor shows as such. https://yaml.org/spec/1.1/#b-next-line */
const RARE_BREAKS = ['\u0085', '\u2028', '\u2029'];

const rare = new WeakMap<EditRequest['file'], boolean>();

/** Whether a file has such breaks: where lines begin cannot be told from it then, nor how far in. */
function hasRareBreaks(file: EditRequest['file']): boolean {
  let answer = rare.get(file);
  if (answer === undefined)
    rare.set(file, (answer = file.format !== 'json' && RARE_BREAKS.some((one) => file.text.includes(one))));
  return answer;
}

function editObject(request: EditRequest, way: EditWay): readonly TextEdit[] {
  const { file, source, ops } = request;
  if (hasRareBreaks(file))
    refuse('the file has line breaks (U+0085, U+2028 or U+2029) that only YAML 1.1 takes for such');
  const document = documentOf(request);
  const trail = trailTo(document, source.pointer);
  const node = trail.at(-1) ?? document.root;
  if (node.kind === 'alias') refuse(`the object is written as the alias *${node.name}`);
  const editor = openEditor(request, document, trail);
  const place = placeOf(editor, trail, node);
  const after =
    way === 'shortest' && editPlace(editor, { node, place }, ops)
      ? undefined
      : editDifferences(editor, node, place, ops);
  const edits = mergeEdits(file.text, editor.edits) ?? refuse('the edits would overlap');
  if (editor.doubtful && after !== undefined && !readsAs(request, edits, after))
    refuse('repeated or merged keys would make the edited text read otherwise');
  return edits;
}

/** Reads the document again with the edits made. */
function readsAs({ file, source }: EditRequest, edits: readonly TextEdit[], wanted: Json): boolean {
  if (edits.some((edit) => edit.start < source.start || edit.end > source.end)) return false;
  const old = file.text.slice(source.start, source.end);
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - source.start, end: edit.end - source.start }));
  const documents = readDocuments(applyEdits(old, moved), { format: file.format });
  const [document] = documents;
  if (documents.length !== 1 || document?.value === undefined) return false;
  if (!sameJson(valueAt(document.value, source.pointer), wanted)) return false;
  return source.pointer.length === 0 || sameOthers(old, document.value, { source, format: file.format });
}

interface Former {
  readonly source: { readonly pointer: Path };
  readonly format: 'yaml' | 'json';
}

/** Tells whether everything in a document but the object itself reads as it did. */
function sameOthers(old: string, now: Json, { source, format }: Former): boolean {
  const before = readDocuments(old, { format })[0]?.value;
  if (before === undefined) return false;
  const blank: PathOp = { op: 'set', path: source.pointer, value: null };
  return sameJson(applyOp(before, blank), applyOp(now, blank));
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal || error instanceof EditError) return error.message;
  throw error;
}

/**
 * Turns path operations on an object into edits of the file it was read from. What reads the edited text gets what `applyOps`
 * gives, and every byte outside the edits stays: comments, order, quoting, indentation, line ends. Refused with the reason when
 * that cannot be had: rendered files, places shared through anchors and merge keys, operations that do not fit.
 */
export function renderEdits(request: EditRequest, way: EditWay = 'shortest'): RenderedEdits {
  const { rendered } = request.file;
  if (rendered !== undefined) {
    return {
      kind: 'refused',
      reason: `rendered by ${rendered.by}; change the ${rendered.by === 'helm' ? 'chart' : 'kustomization'}`,
    };
  }
  try {
    return { kind: 'edits', edits: editObject(request, way) };
  } catch (error) {
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

/**
 * Reads the edited document again, or what can have changed of it: true when the object is what `applyOps` makes of it and all else in the document is as it
 * was.
 */
export function proveEdits(request: EditRequest, edits: readonly TextEdit[]): boolean {
  try {
    if (provesWord(request, edits)) return true;
    const document = documentOf(request);
    const trail = trailTo(document, request.source.pointer);
    const node = trail.at(-1);
    return node !== undefined && readsAs(request, edits, applyAll(readNode(node, document), request.ops));
  } catch (error) {
    reasonOf(error);
    return false;
  }
}
