import type { KubeObject, PathOp } from '../../../model/cluster/index.ts';
import type { Grant } from '../../../model/facts/index.ts';
import { subjectsOf } from '../../../model/kube/index.ts';

/** How bindings change when a subject is taken out of them. */
export interface Detached {
  /** Bindings that named nobody else. */
  readonly removed: readonly KubeObject[];
  /** Bindings of others too, without it. */
  readonly edited: readonly { readonly object: KubeObject; readonly ops: readonly PathOp[] }[];
}

/** Takes a subject out of the bindings that name it. */
export function detach(grants: readonly Grant[]): Detached {
  const byBinding = new Map<KubeObject, Set<number>>();
  for (const { binding, subject } of grants) {
    const places = byBinding.get(binding) ?? new Set<number>();
    byBinding.set(binding, places);
    places.add(subject.index);
  }
  const removed: KubeObject[] = [];
  const edited: Detached['edited'][number][] = [];
  for (const [object, places] of byBinding) {
    const all = subjectsOf(object.data, object.ref.namespace);
    if (all.every(({ index }) => places.has(index))) removed.push(object);
    else {
      // The last first, so that the places of the others stay what they are.
      const ops = [...places]
        .toSorted((a, b) => b - a)
        .map((index): PathOp => ({ op: 'remove', path: ['subjects', index] }));
      edited.push({ object, ops });
    }
  }
  return { removed, edited };
}
