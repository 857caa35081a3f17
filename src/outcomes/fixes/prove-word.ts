import { type Json, type Path, sameJson } from '../../model/json.ts';
import { readDocuments, type YamlMap, type YamlNode } from '../../model/yaml/index.ts';
import { type EditDocument, keysOf } from './edit-document.ts';
import { documentOf } from './read-tree.ts';
import type { EditRequest, TextEdit } from './types.ts';

/** Letters, digits and the like, bare or in quotes: nothing in them can end the scalar, and what stands beside it cannot become part of it. */
const WORD = /^(["']?)[A-Za-z0-9][\w.-]{0,127}\1$/;

function valueOf(document: EditDocument, map: YamlMap, key: string): YamlNode | undefined {
  const { own, repeated, inherited } = keysOf(document, map);
  const at = own.get(key)?.[0];
  return repeated || inherited !== undefined || at === undefined ? undefined : map.pairs[at]?.value;
}

/** What stands under a key or at a place of a collection; undefined where anything else might decide over it: an anchor, a merge key, a repeated key. */
function stepInto(document: EditDocument, node: YamlNode, step: Path[number]): YamlNode | undefined {
  if (node.kind === 'alias' || node.anchor !== undefined) return undefined;
  if (node.kind === 'seq' && typeof step === 'number') return node.items[step];
  return node.kind === 'map' ? valueOf(document, node, String(step)) : undefined;
}

function nodeAt(document: EditDocument, path: Path): YamlNode | undefined {
  let node: YamlNode | undefined = document.root;
  for (const step of path) node = node && stepInto(document, node, step);
  return node;
}

/** A scalar before and after the edit; undefined when the edit goes beyond it, or properties (a tag, an anchor) decide how it reads. */
function wordsOf(text: string, node: YamlNode, edit: TextEdit): readonly [old: string, now: string] | undefined {
  const { start, end } = node;
  if (node.kind !== 'scalar' || node.propertiesStart !== start || edit.start < start || edit.end > end)
    return undefined;
  const old = text.slice(start, end);
  return [old, old.slice(0, edit.start - start) + edit.text + old.slice(edit.end - start)];
}

function readsAlone(word: string, request: EditRequest, wanted: Json): boolean {
  const read = readDocuments(word, { format: request.file.format });
  const [document] = read;
  return read.length === 1 && document?.value !== undefined && sameJson(document.value, wanted);
}

/**
 * Proves the commonest change of a value without reading the whole document again: one word becomes another of the same quoting, in a place that is written
 * once and that no anchor, merge key or repeated key reaches. Then every other token of the document stays the one it was, and only the new word must be
 * read. False says that this is another kind of edit, not that it is wrong. Throws a Refusal where keys cannot be read.
 */
export function provesWord(request: EditRequest, edits: readonly TextEdit[]): boolean {
  const { file, source, ops } = request;
  const [op] = ops;
  const [edit] = edits;
  if (op?.op !== 'set' || edit === undefined || ops.length + edits.length !== 2) return false;
  const node = nodeAt(documentOf(request), [...source.pointer, ...op.path]);
  const words = node === undefined ? undefined : wordsOf(file.text, node, edit);
  if (words === undefined) return false;
  const [quote, other] = words.map((word) => WORD.exec(word)?.[1]);
  return quote !== undefined && quote === other && readsAlone(words[1], request, op.value);
}
