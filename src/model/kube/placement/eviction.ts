import type { Quantity } from '../quantity.ts';

/** A pod on a node that runs short of memory. */
export interface EvictionCandidate {
  readonly name: string;
  readonly priority: number;
  /** Memory that it requests, overhead included. */
  readonly request: Quantity;
  /** Memory that it uses; undefined where nobody measured. */
  readonly usage: Quantity | undefined;
  /** Read by the kubelet from a file, not from the API server: never evicted. */
  readonly isStatic?: boolean;
}

/** The order in which the kubelet evicts, first to go first; unknown as long as usage is not known of each pod. */
export type EvictionRank =
  | {
      readonly kind: 'ranked';
      readonly order: readonly EvictionCandidate[];
      readonly kept: readonly EvictionCandidate[];
    }
  | { readonly kind: 'unknown'; readonly unmeasured: readonly string[] };

const CRITICAL_FROM = 2_000_000_000;

/** A pod whose usage is known. */
type Measured = EvictionCandidate & { readonly usage: Quantity };

function isMeasured(pod: EvictionCandidate): pod is Measured {
  return pod.usage !== undefined;
}

function order(a: Measured, b: Measured): number {
  const [aExceeds, bExceeds] = [a.usage > a.request, b.usage > b.request];
  if (aExceeds !== bExceeds) return aExceeds ? -1 : 1;
  if (a.priority !== b.priority) return a.priority - b.priority;
  const more = b.usage - b.request - (a.usage - a.request);
  return more === 0n ? 0 : more > 0n ? 1 : -1;
}

/**
 * Ranks the pods of a node under memory pressure as the kubelet does: who uses more than requested before all others, then the lower priority, then whoever is further
 * above its request. The QoS class decides nothing by itself. Critical and static pods are kept.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction
 */
export function rankEviction(pods: readonly EvictionCandidate[]): EvictionRank {
  const isKept = ({ priority, isStatic }: EvictionCandidate): boolean => isStatic === true || priority >= CRITICAL_FROM;
  const candidates = pods.filter((pod) => !isKept(pod));
  const measured = candidates.filter(isMeasured);
  if (measured.length < candidates.length)
    return { kind: 'unknown', unmeasured: candidates.filter((pod) => !isMeasured(pod)).map(({ name }) => name) };
  return { kind: 'ranked', order: measured.toSorted(order), kept: pods.filter(isKept) };
}
