import type { Cluster, Touched } from '../cluster/index.ts';
import type { FactDefinition, FactName, FactRegistry, FactTypes } from './types.ts';
import { openView } from './view.ts';

interface Derived {
  readonly value: unknown;
  readonly leanedOn: readonly string[];
}

/** The facts of one Cluster: each derived when first asked for, once, with what it leaned on. */
export interface FactStore {
  readonly cluster: Cluster;
  /** The fact's value; what it leaned on is added to `leanedOn`. Throws when no provider is registered. */
  get<K extends FactName>(name: K, arg: FactTypes[K]['arg'], leanedOn: Set<string>): FactTypes[K]['value'];
  /** What was derived so far, for the store of a changed Cluster. */
  readonly derived: ReadonlyMap<string, Derived>;
}

function keepUntouched(derived: ReadonlyMap<string, Derived>, touched: Touched): Map<string, Derived> {
  return new Map([...derived].filter(([, entry]) => !entry.leanedOn.some((key) => touched.has(key))));
}

/**
 * Opens the facts of a Cluster. With `base` and what a change touched, everything that leaned on none of it is taken over:
 * values, and so the identities of what they hold, stay the same.
 */
export function createFacts(
  cluster: Cluster,
  registry: FactRegistry,
  base?: { readonly store: FactStore; readonly touched: Touched },
): FactStore {
  const derived = base === undefined ? new Map<string, Derived>() : keepUntouched(base.store.derived, base.touched);
  const store: FactStore = {
    cluster,
    derived,
    get<K extends FactName>(name: K, arg: FactTypes[K]['arg'], leanedOn: Set<string>): FactTypes[K]['value'] {
      const definition: FactDefinition<K> = registry[name];
      const key = `${name}\u0000${definition.keyOf(arg)}`;
      let entry = derived.get(key);
      if (entry === undefined) {
        const own = new Set<string>();
        const value = definition.derive(arg, openView(cluster, store, definition, own));
        entry = { value, leanedOn: [...own] };
        derived.set(key, entry);
      }
      for (const one of entry.leanedOn) leanedOn.add(one);
      return entry.value as FactTypes[K]['value'];
    },
  };
  return store;
}
