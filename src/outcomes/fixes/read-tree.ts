import { type Json, type Path } from '../../model/json.ts';
import { composeDocument, type YamlMap, type YamlNode } from '../../model/yaml/index.ts';
import { isMergeKey, nameOfKey, readKeys, resolveAlias } from './map-keys.ts';
import { refuse } from './refusal.ts';
import type { EditRequest } from './types.ts';

function mergeInto(result: Record<string, Json>, value: YamlNode): void {
  const merged = resolveAlias(value);
  // Of several merged mappings the first one wins.
  if (merged.kind === 'seq') for (const item of merged.items.toReversed()) mergeInto(result, item);
  else if (merged.kind === 'map') Object.assign(result, readMap(merged));
}

function readMap(map: YamlMap): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const { key, value } of map.pairs) {
    if (isMergeKey(key)) mergeInto(result, value);
    else
      Object.defineProperty(result, nameOfKey(key), {
        value: readNode(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return result;
}

/** Mappings that were read before: all fixes of an object start from the same tree. Nobody writes to what is read. */
const known = new WeakMap<YamlMap, Json>();

function readKnownMap(map: YamlMap): Json {
  let value = known.get(map);
  if (value === undefined) known.set(map, (value = readMap(map)));
  return value;
}

/** The value that Kubernetes reads from a node, aliases and merge keys followed. */
export function readNode(node: YamlNode): Json {
  const real = resolveAlias(node);
  if (real.kind === 'map') return readKnownMap(real);
  return real.kind === 'seq' ? real.items.map(readNode) : real.kind === 'scalar' ? real.value : null;
}

/** The root of a request's document; refuses a document that cannot be read. */
export function rootOf({ file, source, tree }: EditRequest): YamlNode {
  return (
    tree ??
    composeDocument(file.text, { start: source.start, end: source.end, format: file.format }) ??
    refuse('the document cannot be read')
  );
}

function stepInto(node: YamlNode, step: string | number): YamlNode {
  if (node.kind === 'seq' && typeof step === 'number')
    return node.items[step] ?? refuse('the object is not where it was read');
  if (node.kind !== 'map') refuse('the object is not where it was read');
  const at = readKeys(node).own.get(String(step))?.at(-1);
  return (
    (at === undefined ? undefined : node.pairs[at]?.value) ??
    refuse('the list that holds the object comes from a merge key (<<)')
  );
}

/** The nodes from a document's root to an object in it (the items of a List), both included. */
export function trailTo(root: YamlNode, pointer: Path): readonly YamlNode[] {
  const trail = [root];
  for (const step of pointer) trail.push(stepInto(trail.at(-1) ?? root, step));
  return trail;
}
