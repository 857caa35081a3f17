import type { Cluster, Touched } from '../cluster/index.ts';
import type { FactDefinition, FactName, FactRegistry, FactTypes } from './types.ts';
import { openView } from './view.ts';

/** A fact as it was derived: its value, or what a field that the API server would refuse made it throw. */
interface Derived {
  readonly result: { readonly value: unknown } | { readonly error: unknown };
  /** What it was asked about: the fact of another workload of the same name is another fact. */
  readonly arg: unknown;
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

function derive<K extends FactName>(
  definition: FactDefinition<K>,
  arg: FactTypes[K]['arg'],
  store: FactStore,
): Derived {
  const own = new Set<string>();
  const view = openView(store.cluster, store, definition, own);
  const attempt = (): Derived['result'] => {
    try {
      return { value: definition.derive(arg, view) };
    } catch (error) {
      return { error };
    }
  };
  const result = attempt();
  return { result, arg, leanedOn: [...own] };
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
      if (entry === undefined || entry.arg !== arg) derived.set(key, (entry = derive(definition, arg, store)));
      for (const one of entry.leanedOn) leanedOn.add(one);
      if ('error' in entry.result) throw entry.result.error;
      return entry.result.value as FactTypes[K]['value'];
    },
  };
  return store;
}
