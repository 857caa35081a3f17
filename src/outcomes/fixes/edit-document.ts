import type { Json } from '../../model/json.ts';
import type { YamlMap, YamlNode } from '../../model/yaml/index.ts';
import { type AliasIndex, indexAliases } from './anchors.ts';
import { type Entry, entriesOfMap } from './entries.ts';
import { findKeys, type MapKeys } from './map-keys.ts';
import type { Shown } from './neighbours.ts';

/**
 * A document whose objects are edited, composed once, and what was read of its mappings: all fixes start from the same tree. It is given up as a whole with
 * the tree: held in weak tables for longer, what was read would outlive the document until the next full collection.
 */
export interface EditDocument {
  readonly root: YamlNode;
  readonly aliases: AliasIndex;
  /** Mappings that were read. Nobody writes to what is read. */
  readonly values: Map<YamlMap, Json>;
  readonly keys: Map<YamlMap, MapKeys>;
  readonly entries: Map<YamlMap, readonly Entry[]>;
  /** What mappings show of how their file is written. */
  readonly shown: Map<YamlMap, Shown>;
}

/** Opens a composed document for editing; share it between the edits of its objects. */
export function openDocument(root: YamlNode): EditDocument {
  return {
    root,
    aliases: indexAliases(root),
    values: new Map(),
    keys: new Map(),
    entries: new Map(),
    shown: new Map(),
  };
}

/** The keys of a mapping of the document. */
export function keysOf({ keys }: Pick<EditDocument, 'keys'>, map: YamlMap): MapKeys {
  let found = keys.get(map);
  if (found === undefined) keys.set(map, (found = findKeys(map)));
  return found;
}

/** The entries of a mapping of the document, whose file has this text; `removed` tells those that go by their position. Refuses keys written with `?`. */
export function entriesIn(
  { entries }: EditDocument,
  text: string,
  map: YamlMap,
  removed: ReadonlySet<number>,
): readonly Entry[] {
  let found = entries.get(map);
  if (found === undefined) entries.set(map, (found = entriesOfMap(text, map)));
  return removed.size === 0 ? found : found.map((entry, i) => (removed.has(i) ? { ...entry, kept: false } : entry));
}
