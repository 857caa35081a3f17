import { applyOp, type PathOp } from '../../model/cluster/index.ts';
import { isList, type Json, type Path, valueAt } from '../../model/json.ts';
import type { Alignment } from './align.ts';

/** Where the items of an edited list come from. */
interface Origin {
  /** The list as it was before any operation. */
  readonly base: readonly Json[];
  /** Position in `base` by position in the edited list; undefined for items put in. */
  readonly from: readonly (number | undefined)[];
}

/** Lists that operations edited item by item, with where their items come from. */
export type Origins = Map<readonly Json[], Origin>;

function originOf(origins: Origins, list: readonly Json[]): Origin {
  return origins.get(list) ?? { base: list, from: list.map((_, i) => i) };
}

/** What an operation does to the places of the items of a list on its way. */
function moveItems({ from }: Origin, op: PathOp, depth: number): Origin['from'] {
  const step = op.path[depth];
  if (op.op === 'insert' && depth === op.path.length) return [...from, undefined];
  if (op.op === 'remove' && depth === op.path.length - 1) return from.filter((_, i) => i !== step);
  return from;
}

/** One step down a path; undefined where there is nothing. */
function stepInto(value: Json | undefined, step: Path[number] | undefined): Json | undefined {
  return step === undefined ? undefined : valueAt(value, [step]);
}

/** Applies an operation, and keeps account of the items of every list on its way. */
export function applyTraced(root: Json, op: PathOp, origins: Origins): Json {
  const result = applyOp(root, op);
  let was: Json | undefined = root;
  let is: Json | undefined = result;
  // Below the first place that is not in both, or that stayed, no list changed item by item.
  for (let depth = 0; depth <= op.path.length && was !== undefined && is !== undefined && was !== is; depth += 1) {
    // A list that the operation itself puts in has no past.
    if (isList(was) && isList(is) && (op.op !== 'set' || depth < op.path.length)) {
      const origin = originOf(origins, was);
      origins.set(is, { base: origin.base, from: moveItems(origin, op, depth) });
    }
    [was, is] = [stepInto(was, op.path[depth]), stepInto(is, op.path[depth])];
  }
  return result;
}

/** How a list became another through operations on its items; undefined when it was given anew. */
export function traceList(before: readonly Json[], after: readonly Json[], origins: Origins): Alignment | undefined {
  const origin = origins.get(after);
  if (origin?.base !== before) return undefined;
  const target: (number | undefined)[] = before.map(() => undefined);
  for (const [at, old] of origin.from.entries()) if (old !== undefined) target[old] = at;
  return { target, addedFrom: origin.from.findLastIndex((old) => old !== undefined) + 1 };
}
