import { type GroupKind, worldKey, type Worlds, type WorldState } from '../../model/cluster/index.ts';

const CLOSED: WorldState = { state: 'closed' };

/** A list that was tried: how it ended. */
export interface TriedList {
  readonly gk: GroupKind;
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  /** Undefined when the list is complete. */
  readonly failure: string | undefined;
}

function stateOf(failure: string | undefined): WorldState {
  return failure === undefined ? CLOSED : { state: 'unreadable', reason: failure };
}

/**
 * Which lists of a live cluster are complete. What was not asked for is unreadable, never empty; `*` (objects of any kind) is as complete as the lists of
 * the kinds that hold pods.
 */
export function liveWorlds(
  tried: readonly TriedList[],
  namespaces: readonly string[],
  templateKinds: ReadonlySet<GroupKind>,
): Worlds {
  const exceptions: Record<string, WorldState> = {};
  for (const { gk, namespace, failure } of tried) {
    const key = worldKey(gk, namespace);
    // Two resources may share a kind: the list is complete when both are.
    if (exceptions[key]?.state !== 'unreadable') exceptions[key] = stateOf(failure);
    // Of all namespaces together little is known when only some were read.
    if (namespace !== undefined)
      exceptions[worldKey(gk, undefined)] = {
        state: 'unreadable',
        reason: 'only some namespaces were read (--namespace)',
      };
  }
  const pods = tried.filter(({ gk }) => templateKinds.has(gk));
  const worst = (own: readonly TriedList[]): WorldState =>
    stateOf(own.find(({ failure }) => failure !== undefined)?.failure);
  for (const namespace of namespaces)
    exceptions[worldKey('*', namespace)] = worst(pods.filter((list) => list.namespace === namespace));
  exceptions[worldKey('*', undefined)] =
    namespaces.length === 0
      ? worst(pods)
      : { state: 'unreadable', reason: 'only some namespaces were read (--namespace)' };
  return { fallback: { state: 'unreadable', reason: 'not read from the cluster' }, exceptions };
}
