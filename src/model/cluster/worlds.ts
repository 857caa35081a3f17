import type { Answer, Gap, GroupKind, WorldState } from './types.ts';

const CLOSED: WorldState = Object.freeze({ state: 'closed' });

/** Completeness of every list of a Cluster: a default and the exceptions to it, keyed by {@link worldKey}. */
export interface Worlds {
  readonly fallback: WorldState;
  readonly exceptions: Readonly<Record<string, WorldState>>;
}

/** The key of one list: `Secret|shop`, or `Secret|*` for the kind in all namespaces. */
export function worldKey(gk: GroupKind, namespace: string | undefined): string {
  return `${gk}|${namespace ?? '*'}`;
}

/** The worlds of manifests: anything may be missing, unless the user said that the set is complete. */
export function fileWorlds(complete: boolean): Worlds {
  const fallback: WorldState = complete ? CLOSED : { state: 'open', reason: 'not in these files' };
  return { fallback, exceptions: {} };
}

/** The state of one list; an exception for the namespace wins over one for the kind, which wins over the default. */
export function stateOf(worlds: Worlds, gk: GroupKind, namespace: string | undefined): WorldState {
  const all = worlds.exceptions[worldKey(gk, undefined)];
  if (namespace !== undefined) return worlds.exceptions[worldKey(gk, namespace)] ?? all ?? worlds.fallback;
  if (all !== undefined) return all;
  const prefix = `${gk}|`;
  // A list over all namespaces is only as complete as the worst of them.
  for (const [key, state] of Object.entries(worlds.exceptions)) {
    if (key.startsWith(prefix) && state.state === 'unreadable') return state;
  }
  return worlds.fallback;
}

/** The gap that a list leaves, or none when it is closed. */
export function gapOf(worlds: Worlds, gk: GroupKind, namespace: string | undefined, name?: string): readonly Gap[] {
  const state = stateOf(worlds, gk, namespace);
  if (state.state === 'closed') return [];
  return [{ gk, namespace, ...(name === undefined ? {} : { name }), state: state.state, reason: state.reason }];
}

/** Builds an answer from what was seen and what the list may lack. */
export function answer<T>(items: readonly T[], gaps: readonly Gap[]): Answer<T> {
  return { items, complete: gaps.length === 0, gaps };
}

/** A yes, a no, or not known with the gaps that stand in the way (Kleene's strong three-valued logic). */
export type Truth = { readonly value: true | false } | { readonly value: undefined; readonly gaps: readonly Gap[] };

/** Whether an answer holds anything: seen is yes whatever is hidden; nothing seen is no only when the list is closed. */
export function isAny<T>(of: Answer<T>): Truth {
  if (of.items.length > 0) return { value: true };
  return of.complete ? { value: false } : { value: undefined, gaps: of.gaps };
}

/** Three-valued and: one no decides. */
export function andTruth(parts: readonly Truth[]): Truth {
  if (parts.some((part) => part.value === false)) return { value: false };
  return undecidedOr(parts, true);
}

/** Three-valued or: one yes decides. */
export function orTruth(parts: readonly Truth[]): Truth {
  if (parts.some((part) => part.value === true)) return { value: true };
  return undecidedOr(parts, false);
}

/** Three-valued not: not known stays not known. */
export function notTruth(part: Truth): Truth {
  return part.value === undefined ? part : { value: !part.value };
}

function undecidedOr(parts: readonly Truth[], otherwise: boolean): Truth {
  const gaps = parts.flatMap((part) => (part.value === undefined ? part.gaps : []));
  return parts.some((part) => part.value === undefined) ? { value: undefined, gaps } : { value: otherwise };
}
