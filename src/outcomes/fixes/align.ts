import { isObject, type Json, sameJson } from '../../model/json.ts';

/** How one list becomes another: which items stay (perhaps changed), and what is put in behind them. */
export interface Alignment {
  /** Position in the new list by position in the old one; undefined for items that go. */
  readonly target: readonly (number | undefined)[];
  /** Where the items put in at the end begin in the new list. */
  readonly addedFrom: number;
}

const MOST_COMPARED = 10_000;

/** Kubernetes names the items of most lists, and server-side apply matches them by name. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy */
function isSameItem(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isObject(a) && isObject(b) && typeof a['name'] === 'string' && a['name'] === b['name']) return true;
  return sameJson(a, b);
}

/** Positions in the old and the new list. */
type Match = readonly [before: number, after: number];

interface Stretch {
  readonly before: readonly Json[];
  readonly after: readonly Json[];
}

/** Longest common subsequence; `length[i][j]` counts from the ends. */
function matchMiddle({ before, after }: Stretch): readonly Match[] {
  if (before.length * after.length > MOST_COMPARED) return [];
  const width = after.length + 1;
  const best = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      best[i * width + j] = isSameItem(before[i], after[j])
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Match[] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (isSameItem(before[i], after[j])) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

function matchLists({ before, after }: Stretch): readonly Match[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && isSameItem(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && isSameItem(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1;
  const middle = matchMiddle({
    before: before.slice(head, before.length - tail),
    after: after.slice(head, after.length - tail),
  });
  const matches: Match[] = [];
  for (let i = 0; i < head; i += 1) matches.push([i, i]);
  for (const [i, j] of middle) matches.push([i + head, j + head]);
  for (let i = tail; i > 0; i -= 1) matches.push([before.length - i, after.length - i]);
  return matches;
}

/**
 * Finds which items of a list that was given anew stay, so that their text and comments can: equal ones, ones of the same name,
 * and between those the ones in the same order. Undefined when an item would have to be put in before one that stays.
 */
export function alignLists(before: readonly Json[], after: readonly Json[]): Alignment | undefined {
  const target: (number | undefined)[] = before.map(() => undefined);
  let i = 0;
  let j = 0;
  for (const [oldAt, newAt] of matchLists({ before, after })) {
    while (i < oldAt && j < newAt) target[i++] = j++;
    if (j < newAt) return undefined;
    target[oldAt] = newAt;
    i = oldAt + 1;
    j = newAt + 1;
  }
  while (i < before.length && j < after.length) target[i++] = j++;
  return { target, addedFrom: j };
}
