import type { YamlMap, YamlNode, YamlSeq } from '../../model/yaml/index.ts';
import { itemEnd, pairEnd } from './extent.ts';
import { refuse } from './refusal.ts';

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

/** Whether the key at an offset is written with a `?` before it. */
function isExplicit(text: string, start: number): boolean {
  return /(?:^|[\s,{[])\?\s+$/.test(text.slice(Math.max(0, start - 8), start));
}

/** The entries of a mapping, all of them kept. Refuses keys written with `?`. */
export function entriesOfMap(text: string, map: YamlMap): readonly Entry[] {
  return map.pairs.map((pair) => {
    const start = pair.key.propertiesStart;
    if (isExplicit(text, start)) refuse('keys written with `?` are not edited');
    return { start, end: pairEnd(text, pair, pair.value.end), value: pair.value, kept: true };
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
