import type { Path } from '../json.ts';
import type { LocatedPath, Span, YamlMap, YamlNode, YamlPair } from './types.ts';

/** A place on the way down a path. */
interface Step {
  readonly node: YamlNode;
  readonly key: Span | undefined;
  readonly shared: boolean;
}

/**
 * Finds where a path stands: the deepest part of it that exists. Aliases are followed only to go inside them, so a value
 * that is itself an alias is located at the alias. Of repeated keys and merges the one is taken that Kubernetes takes.
 */
export function locatePath(root: YamlNode, path: Path): LocatedPath {
  let here: Step = { node: root, key: undefined, shared: false };
  let depth = 0;
  for (; depth < path.length; depth++) {
    const step = path[depth];
    const next = step === undefined ? undefined : takeStep(here, step);
    if (next === undefined) break;
    here = next;
  }
  const { node, key, shared } = here;
  return { path: path.slice(0, depth), key, value: { start: node.start, end: node.end }, node, shared };
}

function takeStep(from: Step, step: string | number): Step | undefined {
  const node = followAlias(from.node);
  const shared = from.shared || node !== from.node;
  if (node.kind === 'seq') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { node: item, key: undefined, shared };
  }
  if (node.kind !== 'map') return undefined;
  const found = findPair(node, String(step));
  if (found === undefined) return undefined;
  const { key, value } = found.pair;
  return { node: value, key: { start: key.start, end: key.end }, shared: shared || found.merged };
}

function followAlias(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? node.target : node;
}

interface FoundPair {
  readonly pair: YamlPair;
  readonly merged: boolean;
}

/** A mapping with more pairs is indexed: asking for each of its keys would else cost the square of their number. */
const MOST_SEARCHED = 32;

/** The last pair of each name, for large mappings without merges. */
const indexes = new WeakMap<YamlMap, ReadonlyMap<string, YamlPair> | 'merges'>();

function indexOf(map: YamlMap): ReadonlyMap<string, YamlPair> | 'merges' {
  let index = indexes.get(map);
  if (index === undefined) {
    const last = new Map<string, YamlPair>();
    for (const pair of map.pairs) if (pair.name !== undefined) last.set(pair.name, pair);
    index = map.pairs.some(({ name }) => name === undefined) ? 'merges' : last;
    indexes.set(map, index);
  }
  return index;
}

/** The pair that gives a key its value. Later entries win over earlier ones, merges included, as go-yaml lays them over each other. */
function findPair(root: YamlMap, name: string): FoundPair | undefined {
  const index = root.pairs.length > MOST_SEARCHED ? indexOf(root) : 'merges';
  if (index === 'merges') return searchPair(root, name);
  const pair = index.get(name);
  return pair === undefined ? undefined : { pair, merged: false };
}

function searchPair(root: YamlMap, name: string): FoundPair | undefined {
  const seen = new Set<YamlNode>();
  const todo: { readonly map: YamlMap; next: number }[] = [{ map: root, next: root.pairs.length - 1 }];
  for (let frame = todo.at(-1); frame !== undefined; frame = todo.at(-1)) {
    const pair = frame.map.pairs[frame.next--];
    if (pair === undefined) todo.pop();
    else if (pair.name === name) return { pair, merged: frame.map !== root };
    else if (pair.name === undefined) pushMerged(pair.value, seen, todo);
  }
  return undefined;
}

/** Puts the mappings of a merge on the stack so that the first of a list comes off first. */
function pushMerged(value: YamlNode, seen: Set<YamlNode>, todo: { readonly map: YamlMap; next: number }[]): void {
  const sources = value.kind === 'seq' ? value.items.toReversed() : [value];
  for (const source of sources) {
    const map = followAlias(source);
    // What did not have the key before does not have it now; without this, merges of merges could take for ever.
    if (map.kind !== 'map' || seen.has(map)) continue;
    seen.add(map);
    todo.push({ map, next: map.pairs.length - 1 });
  }
}
