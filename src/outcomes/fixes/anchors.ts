import type { YamlAlias, YamlNode } from '../../model/yaml/index.ts';
import { refuse } from './refusal.ts';

/** Calls `visit` for every node of a tree as written: aliases are not followed. */
function walk(node: YamlNode, visit: (node: YamlNode) => void): void {
  visit(node);
  if (node.kind === 'map') {
    for (const pair of node.pairs) {
      walk(pair.key, visit);
      walk(pair.value, visit);
    }
  } else if (node.kind === 'seq') for (const item of node.items) walk(item, visit);
}

/** Every alias of a document. */
export type AliasIndex = () => readonly YamlAlias[];

/** Finds a document's aliases when first asked: most documents are never asked. */
export function indexAliases(root: YamlNode): AliasIndex {
  let found: YamlAlias[] | undefined;
  return () => {
    if (found !== undefined) return found;
    const aliases: YamlAlias[] = [];
    walk(root, (node) => {
      if (node.kind === 'alias') aliases.push(node);
    });
    found = aliases;
    return found;
  };
}

/** Refuses to change what is inside an anchored node that is used elsewhere. */
export function guardInside(node: YamlNode, aliases: AliasIndex, isChanged: () => boolean): void {
  if (node.anchor === undefined || !aliases().some((alias) => alias.target === node) || !isChanged()) return;
  refuse(`the place is anchored as &${node.anchor} and used elsewhere: the edit would change every use`);
}

/** Refuses to remove or replace a node that holds an anchor which is used outside it. */
export function guardWhole(node: YamlNode, aliases: AliasIndex): void {
  if (node.anchor === undefined && node.kind === 'scalar') return;
  const anchored = new Set<YamlNode>();
  const inside = new Set<YamlNode>();
  walk(node, (one) => {
    if (one.anchor !== undefined) anchored.add(one);
    if (one.kind === 'alias') inside.add(one);
  });
  if (anchored.size === 0) return;
  const used = aliases().find((alias) => anchored.has(alias.target) && !inside.has(alias));
  if (used !== undefined) refuse(`the anchor &${used.name} inside the place is used elsewhere`);
}
