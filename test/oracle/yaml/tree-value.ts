import type { Json } from '../../../src/model/json.ts';
import type { YamlMap, YamlNode } from '../../../src/model/yaml/index.ts';

/** The value of a tree, found the shortest way that can be right: every merge is laid over its mapping in the order of the text. */
export function valueOfTree(node: YamlNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'alias') return valueOfTree(node.target);
  if (node.kind === 'seq') return node.items.map(valueOfTree);
  return Object.fromEntries(entriesOf(node));
}

function entriesOf(map: YamlMap): readonly (readonly [string, Json])[] {
  return map.pairs.flatMap(({ name, value }) => {
    if (name !== undefined) return [[name, valueOfTree(value)] as const];
    const sources = value.kind === 'seq' ? value.items.toReversed() : [value];
    return sources.flatMap((source) => Object.entries(valueOfTree(source) ?? {}) as [string, Json][]);
  });
}
