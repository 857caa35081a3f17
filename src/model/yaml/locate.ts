import type { Path } from '../json.ts';
import type { LocatedPath, Span, YamlMap, YamlNode, YamlPair } from './types.ts';

/**
 * Finds where a path stands: the deepest part of it that exists. Aliases are followed only to go inside them, so a value
 * that is itself an alias is located at the alias. Of repeated keys and merges the one is taken that Kubernetes takes.
 */
export function locatePath(root: YamlNode, path: Path): LocatedPath {
  let node = root;
  let key: Span | undefined;
  let shared = false;
  let depth = 0;
  // Without an object for each step: this runs several times for every finding.
  for (const step of path) {
    const holder = followAlias(node);
    const found = pairAt(holder, step);
    const next = found === undefined ? itemAt(holder, step) : found.pair.value;
    if (next === undefined) break;
    shared ||= holder !== node || found?.merged === true;
    key = found?.pair.key;
    node = next;
    depth++;
  }
  const { start, end } = node;
  return {
    path: path.slice(0, depth),
    key: key && { start: key.start, end: key.end },
    value: { start, end },
    node,
    shared,
  };
}

function pairAt(node: YamlNode, step: string | number): FoundPair | undefined {
  return node.kind === 'map' ? findPair(node, String(step)) : undefined;
}

function itemAt(node: YamlNode, step: string | number): YamlNode | undefined {
  return node.kind === 'seq' && typeof step === 'number' ? node.items[step] : undefined;
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
  const { pairs } = root;
  for (let i = pairs.length - 1; i >= 0; i--) {
    const pair = pairs[i];
    if (pair?.name === name) return { pair, merged: false };
    if (pair?.name === undefined) return searchMerged(root, name);
  }
  return undefined;
}

function searchMerged(root: YamlMap, name: string): FoundPair | undefined {
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
