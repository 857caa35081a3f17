import { type Cluster, type KubeObject, listKey, type Touched } from '../cluster/index.ts';
import type { FactDefinition, FactName, FactRegistry, FactTypes } from './types.ts';
import { openView } from './view.ts';

/** A fact as it was derived: its value, or what a field that the API server would refuse made it throw. */
interface Derived {
  readonly result: { readonly value: unknown } | { readonly error: unknown };
  /** What it was asked about: the fact of another workload of the same name is another fact. */
  readonly arg: FactArg;
  readonly leanedOn: readonly string[];
}

/** What was derived about one namespace (or about none, for what is of the whole Cluster), with everything that leaned on. */
interface Derivations {
  readonly byKey: Map<string, Derived>;
  readonly leanedOn: Set<string>;
  /** Two stores have it: whoever writes takes a copy first. */
  shared: boolean;
}

/** The facts of one Cluster: each derived when first asked for, once, with what it leaned on. */
export interface FactStore {
  readonly cluster: Cluster;
  /** The fact's value; what it leaned on is added to `leanedOn`, where one is given. Throws when no provider is registered. */
  get<K extends FactName>(name: K, arg: FactTypes[K]['arg'], leanedOn?: Set<string>): FactTypes[K]['value'];
  /** What was derived so far by namespace, for the store of a changed Cluster. */
  readonly derived: Map<string, Derivations>;
}

type FactArg = FactTypes[FactName]['arg'];

function namespaceOf(arg: FactArg): string {
  return typeof arg === 'string' ? arg : arg.object.ref.namespace;
}

function isAbout(arg: FactArg, objects: ReadonlySet<KubeObject>): boolean {
  return typeof arg === 'string' || objects.has(arg.object);
}

function reaches(touched: Touched, leanedOn: ReadonlySet<string>): boolean {
  for (const key of touched) if (leanedOn.has(key)) return true;
  return false;
}

/** Takes over what leaned on nothing that was touched and is about an object that is still there: else what comes and goes would be kept for ever. */
function keepUntouched({ byKey }: Derivations, objects: ReadonlySet<KubeObject>, touched: Touched): Derivations {
  const kept: Derivations = { byKey: new Map(), leanedOn: new Set(), shared: false };
  for (const [key, entry] of byKey) {
    if (!isAbout(entry.arg, objects) || entry.leanedOn.some((one) => touched.has(one))) continue;
    kept.byKey.set(key, entry);
    for (const one of entry.leanedOn) kept.leanedOn.add(one);
  }
  return kept;
}

function takeOver(base: FactStore, cluster: Cluster, touched: Touched): FactStore['derived'] {
  const derived: FactStore['derived'] = new Map();
  for (const [namespace, derivations] of base.derived) {
    if (!touched.has(listKey('*', namespace)) && !reaches(touched, derivations.leanedOn)) {
      derivations.shared = true;
      derived.set(namespace, derivations);
      continue;
    }
    const kept = keepUntouched(derivations, new Set(cluster.inNamespace(namespace).items), touched);
    if (kept.byKey.size > 0) derived.set(namespace, kept);
  }
  return derived;
}

function forWriting(derived: FactStore['derived'], namespace: string): Derivations {
  const found = derived.get(namespace);
  if (found?.shared === false) return found;
  const own = { byKey: new Map(found?.byKey), leanedOn: new Set(found?.leanedOn), shared: false };
  derived.set(namespace, own);
  return own;
}

function remember(derived: FactStore['derived'], key: string, entry: Derived): void {
  const own = forWriting(derived, namespaceOf(entry.arg));
  own.byKey.set(key, entry);
  for (const one of entry.leanedOn) own.leanedOn.add(one);
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
  const derived = base === undefined ? new Map<string, Derivations>() : takeOver(base.store, cluster, base.touched);
  const store: FactStore = {
    cluster,
    derived,
    get<K extends FactName>(name: K, arg: FactTypes[K]['arg'], leanedOn?: Set<string>): FactTypes[K]['value'] {
      const definition: FactDefinition<K> = registry[name];
      const key = `${name}\u0000${definition.keyOf(arg)}`;
      let entry = derived.get(namespaceOf(arg))?.byKey.get(key);
      if (entry === undefined || entry.arg !== arg) remember(derived, key, (entry = derive(definition, arg, store)));
      if (leanedOn !== undefined) for (const one of entry.leanedOn) leanedOn.add(one);
      if ('error' in entry.result) throw entry.result.error;
      return entry.result.value as FactTypes[K]['value'];
    },
  };
  return store;
}
