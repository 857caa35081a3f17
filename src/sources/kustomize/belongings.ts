import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Kustomization } from './kustomization.ts';

/** What of a tree belongs to its kustomizations; paths are absolute. */
export interface Belongings {
  /** Named by a kustomization, or one itself: part of what is built, no manifest of its own. */
  readonly named: ReadonlySet<string>;
  /** Folders of kustomizations and, below them, of the files that they name: what lies beside is a leftover (a patch that is switched off), often half an object. */
  readonly folders: ReadonlySet<string>;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Lists what belongs to kustomizations. */
export function listBelongings(all: readonly Kustomization[]): Belongings {
  const named = new Set<string>();
  const folders = new Set<string>();
  const roots = new Set(all.map(({ folder }) => folder));
  for (const { folder, file, entries } of all) {
    folders.add(folder);
    named.add(resolve(folder, file));
    for (const entry of entries) {
      const path = resolve(folder, entry);
      named.add(path);
      // A file that stands elsewhere (`../shared/x.yaml`) does not make its folder ours.
      if (!roots.has(path) && isBelow(folder, dirname(path))) folders.add(dirname(path));
    }
  }
  return { named, folders };
}

/** Tells whether a file that no kustomization names is one's leftover all the same: it lies among its files, or in a folder of patches below it. */
export function isLeftover(path: string, belongings: Belongings): boolean {
  let folder = dirname(path);
  if (belongings.folders.has(folder)) return true;
  while (/patch/i.test(basename(folder))) {
    folder = dirname(folder);
    if (belongings.folders.has(folder)) return true;
  }
  return false;
}
