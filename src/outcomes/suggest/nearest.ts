const MAX_LENGTH = 80;

/** A row of the table of distances: to every beginning of the other word. */
type Row = readonly number[];

function at(row: Row, index: number): number {
  return row[index] ?? Infinity;
}

function nextRow(a: string, b: string, i: number, [before, older]: readonly [Row, Row]): Row {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const replaced = at(before, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const swapped = isSwap ? at(older, j - 2) + 1 : Infinity;
    row.push(Math.min(replaced, swapped, at(row, j - 1) + 1, at(before, j) + 1));
  }
  return row;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`: the optimal string alignment distance. */
function distance(a: string, b: string): number {
  let older: Row = [];
  let before: Row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(a, b, i, [before, older]);
    older = before;
    before = row;
  }
  return at(before, b.length);
}

/** The name that a person most likely meant, or undefined when none is near: at most a third of the letters wrong. Case does not count. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.slice(0, MAX_LENGTH).toLowerCase();
  let best: { readonly name: string; readonly cost: number } | undefined;
  for (const name of names) {
    const cost = distance(wanted, name.toLowerCase());
    if (cost > Math.max(1, Math.floor(name.length / 3))) continue;
    if (best === undefined || cost < best.cost) best = { name, cost };
  }
  return best?.name;
}

/** A sentence to put behind an error: ` Did you mean "failOn"?`, or nothing when no name is near. */
export function didYouMean(written: string, names: Iterable<string>): string {
  const nearest = nearestName(written, names);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}
