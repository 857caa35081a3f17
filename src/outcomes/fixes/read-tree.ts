import { type Json, type Path } from '../../model/json.ts';
import { composeDocument, type YamlMap, type YamlNode } from '../../model/yaml/index.ts';
import { type EditDocument, keysOf, openDocument } from './edit-document.ts';
import { isMergeKey, nameOfKey, resolveAlias } from './map-keys.ts';
import { refuse } from './refusal.ts';
import type { EditRequest } from './types.ts';

function mergeInto(result: Record<string, Json>, value: YamlNode, document: EditDocument): void {
  const merged = resolveAlias(value);
  // Of several merged mappings the first one wins.
  if (merged.kind === 'seq') for (const item of merged.items.toReversed()) mergeInto(result, item, document);
  else if (merged.kind === 'map') Object.assign(result, readMap(merged, document));
}

function readMap(map: YamlMap, document: EditDocument): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const { key, value } of map.pairs) {
    if (isMergeKey(key)) {
      mergeInto(result, value, document);
      continue;
    }
    const name = nameOfKey(key);
    const read = readNode(value, document);
    // Assigning to this one name would set a prototype.
    if (name === '__proto__')
      Object.defineProperty(result, name, { value: read, enumerable: true, configurable: true, writable: true });
    else result[name] = read;
  }
  return result;
}

function readKnownMap(map: YamlMap, document: EditDocument): Json {
  let value = document.values.get(map);
  if (value === undefined) document.values.set(map, (value = readMap(map, document)));
  return value;
}

/** The value that Kubernetes reads from a node, aliases and merge keys followed. */
export function readNode(node: YamlNode, document: EditDocument): Json {
  const real = resolveAlias(node);
  if (real.kind === 'map') return readKnownMap(real, document);
  if (real.kind === 'seq') return real.items.map((item) => readNode(item, document));
  return real.kind === 'scalar' ? real.value : null;
}

/** A request's document; refuses one that cannot be read. */
export function documentOf({ file, source, document }: EditRequest): EditDocument {
  if (document !== undefined) return document;
  const root = composeDocument(file.text, { start: source.start, end: source.end, format: file.format });
  return openDocument(root ?? refuse('the document cannot be read'));
}

function stepInto(document: EditDocument, node: YamlNode, step: string | number): YamlNode {
  if (node.kind === 'seq' && typeof step === 'number')
    return node.items[step] ?? refuse('the object is not where it was read');
  if (node.kind !== 'map') refuse('the object is not where it was read');
  const at = keysOf(document, node).own.get(String(step))?.at(-1);
  return (
    (at === undefined ? undefined : node.pairs[at]?.value) ??
    refuse('the list that holds the object comes from a merge key (<<)')
  );
}

/** The nodes from a document's root to an object in it (the items of a List), both included. */
export function trailTo(document: EditDocument, pointer: Path): readonly YamlNode[] {
  const { root } = document;
  const trail = [root];
  for (const step of pointer) trail.push(stepInto(document, trail.at(-1) ?? root, step));
  return trail;
}
