import type { YamlMap, YamlNode, YamlSeq } from '../../model/yaml/index.ts';
import { itemEnd, pairEnd } from './extent.ts';

/** One pair or item of a collection as it is written. */
export interface Entry {
  /** Where its key, dash or (flow) item begins. */
  readonly start: number;
  /** Where its content ends. */
  readonly end: number;
  /** Its value. */
  readonly value: YamlNode;
  /** Whether it stays. */
  readonly kept: boolean;
}

/** The entries of a mapping; `removed` tells those that go by their position. */
export function entriesOfMap(text: string, map: YamlMap, removed: ReadonlySet<number>): readonly Entry[] {
  return map.pairs.map((pair, i) => {
    const start = pair.key.propertiesStart;
    return { start, end: pairEnd(text, pair, pair.value.end), value: pair.value, kept: !removed.has(i) };
  });
}

/** The entries of a list; `removed` tells those that go by their position. */
export function entriesOfList(text: string, list: YamlSeq, removed: ReadonlySet<number>): readonly Entry[] {
  return list.items.map((value, i) => {
    const kept = !removed.has(i);
    const dash = list.dashes[i];
    if (list.style !== 'block' || dash === undefined)
      return { start: value.propertiesStart, end: value.end, value, kept };
    return { start: dash, end: itemEnd(text, value, dash), value, kept };
  });
}

/** The position of the last entry that stays; -1 when none does. */
export function lastKept(entries: readonly Entry[]): number {
  return entries.findLastIndex((entry) => entry.kept);
}
