import type { YamlMap, YamlNode } from '../../model/yaml/index.ts';
import { refuse } from './refusal.ts';

/** The keys of a mapping as it is written. */
export interface MapKeys {
  /** Positions of the pairs that write a key, in order: a repeated key has several, and the last is in force. */
  readonly own: ReadonlyMap<string, readonly number[]>;
  /** Whether a key is written more than once. */
  readonly repeated: boolean;
  /** Keys that merge keys (`<<`) bring in; undefined when there is no merge key. */
  readonly inherited: ReadonlySet<string> | undefined;
  /** Keys written here whose value a merge key further down replaces, as Kubernetes' reader has it. */
  readonly shadowed: ReadonlySet<string>;
}

/** The node that an alias stands for; any other node itself. */
export function resolveAlias(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? node.target : node;
}

/** Tells whether a key is the merge key of https://yaml.org/type/merge.html: a plain `<<`. */
export function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.value === '<<';
}

/** Tells whether a mapping has a merge key. */
export function hasMerges(map: YamlMap): boolean {
  return map.pairs.some((pair) => isMergeKey(pair.key));
}

/** The name that Kubernetes gives a key: numbers and booleans become their text. Refuses what is no scalar. */
export function nameOfKey(key: YamlNode): string {
  const node = resolveAlias(key);
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (value === undefined || typeof value === 'object') refuse('a key of the mapping is no text, number or boolean');
  return String(value);
}

function collectMerged(value: YamlNode, into: Set<string>): void {
  const merged = resolveAlias(value);
  if (merged.kind === 'seq') for (const item of merged.items) collectMerged(item, into);
  if (merged.kind !== 'map') return;
  for (const pair of merged.pairs) {
    if (isMergeKey(pair.key)) collectMerged(pair.value, into);
    else into.add(nameOfKey(pair.key));
  }
}

/** Reads the keys of a mapping. */
export function findKeys(map: YamlMap): MapKeys {
  const own = new Map<string, number[]>();
  const inherited = new Set<string>();
  const shadowed = new Set<string>();
  let merges = false;
  let repeated = false;
  for (const [i, { key, value }] of map.pairs.entries()) {
    if (isMergeKey(key)) {
      merges = true;
      const merged = new Set<string>();
      collectMerged(value, merged);
      for (const name of merged) {
        inherited.add(name);
        if (own.has(name)) shadowed.add(name);
      }
      continue;
    }
    const name = nameOfKey(key);
    const seen = own.get(name);
    if (seen === undefined) own.set(name, [i]);
    else {
      seen.push(i);
      repeated = true;
    }
    shadowed.delete(name);
  }
  return { own, repeated, inherited: merges ? inherited : undefined, shadowed };
}
