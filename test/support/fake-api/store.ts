import { isObject, type JsonObject, textOf, valueAt } from '../../../src/model/json.ts';

/** A resource that the fake server offers. */
export interface FakeResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
}

/** The resources that most tests need. */
export const POD_RESOURCES: readonly FakeResource[] = [
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
  { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true },
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', resource: 'secrets', kind: 'Secret', namespaced: true },
  { group: 'apps', version: 'v1', resource: 'deployments', kind: 'Deployment', namespaced: true },
];

/** Something that happened to an object. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: FakeResource;
  readonly object: JsonObject;
  readonly version: number;
}

/** What a list request is answered with. */
export interface ListPage {
  readonly items: readonly JsonObject[];
  readonly version: number;
  readonly token: string;
}

/** Objects with a history, as etcd keeps one. */
export interface FakeStore {
  readonly resources: readonly FakeResource[];
  /** Creates or replaces an object. */
  put(plural: string, object: JsonObject): void;
  remove(plural: string, namespace: string, name: string): void;
  /** Forgets everything before now: older continue tokens and watches are answered with 410. */
  compact(): void;
  /** A page, or undefined when the token's moment is forgotten. */
  page(resource: FakeResource, namespace: string | undefined, limit: number, token: string): ListPage | undefined;
  /** What happened since, or undefined when that is forgotten. */
  since(resource: FakeResource, namespace: string | undefined, version: number): readonly StoreEvent[] | undefined;
  subscribe(listener: (event: StoreEvent) => void): () => void;
  readonly version: number;
}

const nameOf = (object: JsonObject): string => textOf(valueAt(object, ['metadata', 'name']));
const spaceOf = (object: JsonObject): string => textOf(valueAt(object, ['metadata', 'namespace']));
const keyOf = (object: JsonObject): string => `${spaceOf(object)}/${nameOf(object)}`;

function isIn(object: JsonObject, namespace: string | undefined): boolean {
  return namespace === undefined || spaceOf(object) === namespace;
}

/** The objects of a resource at one moment, in the order of their keys. */
function createSnapshots(events: readonly StoreEvent[]): (of: FakeResource, version: number) => readonly JsonObject[] {
  const cache = new Map<string, readonly JsonObject[]>();
  return (of, version) => {
    const key = `${of.group}/${of.resource}@${version}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const objects = new Map<string, JsonObject>();
    for (const event of events) {
      if (event.resource !== of || event.version > version) continue;
      if (event.type === 'DELETED') objects.delete(keyOf(event.object));
      else objects.set(keyOf(event.object), event.object);
    }
    const made = [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    // A test reads few moments; a bench writes many.
    if (cache.size > 64) cache.clear();
    cache.set(key, made);
    return made;
  };
}

/** The part of a store that answers requests. */
function createReads(
  events: readonly StoreEvent[],
  moments: { version: number; forgotten: number },
): Pick<FakeStore, 'page' | 'since' | 'compact'> {
  const snapshotOf = createSnapshots(events);
  return {
    compact() {
      moments.forgotten = moments.version;
    },
    page(resource, namespace, limit, token) {
      const [moment = moments.version, start = 0] = token === '' ? [] : token.split('.').map(Number);
      if (token !== '' && moment <= moments.forgotten) return undefined;
      const all = snapshotOf(resource, moment).filter((object) => isIn(object, namespace));
      const items = limit === 0 ? all : all.slice(start, start + limit);
      const next = start + items.length;
      return { items, version: moment, token: next < all.length ? `${moment}.${next}` : '' };
    },
    since(resource, namespace, from) {
      if (from < moments.forgotten) return undefined;
      return events.filter(
        (event) => event.resource === resource && event.version > from && isIn(event.object, namespace),
      );
    },
  };
}

/** Makes an empty store; versions start at 1. */
export function createStore(resources: readonly FakeResource[]): FakeStore {
  const events: StoreEvent[] = [];
  const present = new Map<string, JsonObject>();
  const listeners = new Set<(event: StoreEvent) => void>();
  const moments = { version: 1, forgotten: 0 };
  const find = (plural: string): FakeResource => {
    const found = resources.find(({ resource }) => resource === plural);
    if (found === undefined) throw new Error(`the fake server has no ${plural}`);
    return found;
  };
  const add = (type: StoreEvent['type'], resource: FakeResource, object: JsonObject): JsonObject => {
    moments.version++;
    const { version } = moments;
    const metadata = isObject(object['metadata']) ? object['metadata'] : {};
    const named = { uid: `${resource.resource}/${keyOf(object)}`, ...metadata, resourceVersion: String(version) };
    const event: StoreEvent = { type, resource, object: { ...object, metadata: named }, version };
    events.push(event);
    for (const listener of listeners) listener(event);
    return event.object;
  };
  return {
    ...createReads(events, moments),
    resources,
    get version() {
      return moments.version;
    },
    put(plural, object) {
      const key = `${plural}/${keyOf(object)}`;
      present.set(key, add(present.has(key) ? 'MODIFIED' : 'ADDED', find(plural), object));
    },
    remove(plural, namespace, name) {
      const key = `${plural}/${namespace}/${name}`;
      const known = present.get(key);
      if (known !== undefined) add('DELETED', find(plural), known);
      present.delete(key);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
