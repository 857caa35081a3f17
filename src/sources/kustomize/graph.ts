import { resolve } from 'node:path';
import { compareText } from '../../model/cluster/index.ts';
import type { Kustomization } from './kustomization.ts';

/** Which kustomizations of a tree are built. */
export interface BuildPlan {
  /** Those that no other one includes, in the order of their folders. */
  readonly roots: readonly Kustomization[];
  /** Components that no build includes. */
  readonly unused: readonly Kustomization[];
}

/** What a kustomization includes directly, among those known. */
function includes(one: Kustomization, known: ReadonlyMap<string, Kustomization>): readonly Kustomization[] {
  return one.entries.map((entry) => known.get(resolve(one.folder, entry))).filter((other) => other !== undefined);
}

/** A kustomization and everything it includes, directly or not. */
export function reachFrom(start: Kustomization, known: ReadonlyMap<string, Kustomization>): ReadonlySet<Kustomization> {
  const reached = new Set([start]);
  for (const one of reached) for (const other of includes(one, known)) reached.add(other);
  return reached;
}

/**
 * Decides what to build in a tree of bases, overlays and components: every kustomization that no other one of the tree includes.
 * A base is judged as its overlays leave it, never bare beside them; where nothing includes it, it is built itself.
 */
export function planBuilds(all: readonly Kustomization[]): BuildPlan {
  const sorted = all.toSorted((a, b) => compareText(a.folder, b.folder));
  const known = new Map(sorted.map((one) => [one.folder, one]));
  const included = new Set(sorted.flatMap((one) => includes(one, known)).filter((other) => other !== undefined));
  const roots: Kustomization[] = [];
  const reached = new Set<Kustomization>();
  const build = (root: Kustomization): void => {
    roots.push(root);
    for (const one of reachFrom(root, known)) reached.add(one);
  };
  const buildable = sorted.filter((one) => !one.component);
  for (const one of buildable) if (!included.has(one)) build(one);
  // Left over: included only by unused components, or a ring of kustomizations, which kustomize will refuse by name.
  for (const one of buildable) if (!reached.has(one)) build(one);
  return {
    roots: roots.toSorted((a, b) => compareText(a.folder, b.folder)),
    unused: sorted.filter((one) => one.component && !reached.has(one)),
  };
}
