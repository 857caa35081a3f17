import { isObject } from '../json.ts';
import { compareObjects } from './refs.ts';
import type { Answer, Diagnostic, GroupKind, KubeObject, KubeVersion, SourceFile, UnreadList } from './types.ts';
import { answer, gapOf, type Worlds } from './worlds.ts';

/** All objects of one kind in one namespace, in the order of {@link compareObjects}; indexes are made when first asked for. */
interface Bucket {
  readonly objects: readonly KubeObject[];
  byName?: ReadonlyMap<string, KubeObject>;
  byLabel?: ReadonlyMap<string, readonly KubeObject[]>;
}

/** What a Cluster is made from. */
export interface ClusterInput {
  readonly name: string;
  readonly origin: 'files' | 'live';
  readonly version: KubeVersion;
  readonly objects: readonly KubeObject[];
  readonly worlds: Worlds;
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of a live cluster: what could not be read. */
  readonly unread?: readonly UnreadList[];
  /** Where custom resources hold pod templates, beyond the kinds that are known: kind to paths, `*` for every entry of a list or map. */
  readonly extraTemplates: Readonly<Record<GroupKind, readonly (readonly string[])[]>>;
}

/**
 * The immutable, indexed picture of one Kubernetes cluster or of one set of manifests. DESIGN §2.
 * Where several files define one object, `objects` and `list` hold each; `get` returns the one that applying the files in order leaves.
 */
export interface Cluster extends ClusterInput {
  readonly kinds: readonly GroupKind[];
  /** All namespaces that objects stand in or that exist as objects, sorted. */
  readonly namespaces: readonly string[];
  /** Objects of a kind, in one namespace ('' for cluster-scoped kinds) or in all. */
  list(gk: GroupKind, namespace?: string): Answer<KubeObject>;
  /** Objects of every kind in a namespace, kinds in sorted order. */
  inNamespace(namespace: string): Answer<KubeObject>;
  /** One object by name: no or one item. */
  get(gk: GroupKind, namespace: string, name: string): Answer<KubeObject>;
  /** Objects of a kind in a namespace that carry `key=value` as label. */
  labelled(gk: GroupKind, namespace: string, key: string, value: string): Answer<KubeObject>;
  /** Objects whose ownerReferences name this object (by uid where both have one, else by kind and name in its namespace). */
  ownedBy(owner: KubeObject): Answer<KubeObject>;
  /** The index itself, for {@link replaceObjects}. */
  readonly buckets: ReadonlyMap<GroupKind, ReadonlyMap<string, Bucket>>;
}

function bucketObjects(objects: readonly KubeObject[]): Map<GroupKind, Map<string, Bucket>> {
  const lists = new Map<GroupKind, Map<string, KubeObject[]>>();
  for (const object of objects) {
    let kind = lists.get(object.gk);
    if (kind === undefined) lists.set(object.gk, (kind = new Map<string, KubeObject[]>()));
    const list = kind.get(object.ref.namespace);
    if (list === undefined) kind.set(object.ref.namespace, [object]);
    else list.push(object);
  }
  const buckets = new Map<GroupKind, Map<string, Bucket>>();
  for (const [gk, kind] of lists) {
    buckets.set(gk, new Map([...kind].map(([namespace, list]) => [namespace, { objects: list }])));
  }
  return buckets;
}

function nameIndex(bucket: Bucket): ReadonlyMap<string, KubeObject> {
  // Later files win, as `kubectl apply` in order would leave it.
  bucket.byName ??= new Map(bucket.objects.map((object) => [object.ref.name, object]));
  return bucket.byName;
}

/** The labels of an object; anything but strings is left out. */
export function labelsOf(object: KubeObject): Readonly<Record<string, string>> {
  const metadata = object.data['metadata'];
  const labels = isObject(metadata) ? metadata['labels'] : undefined;
  if (!isObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function labelIndex(bucket: Bucket): ReadonlyMap<string, readonly KubeObject[]> {
  if (bucket.byLabel !== undefined) return bucket.byLabel;
  const index = new Map<string, KubeObject[]>();
  for (const object of bucket.objects) {
    for (const [key, value] of Object.entries(labelsOf(object))) {
      const entry = `${key}=${value}`;
      const list = index.get(entry);
      if (list === undefined) index.set(entry, [object]);
      else list.push(object);
    }
  }
  bucket.byLabel = index;
  return index;
}

function listNamespaces(buckets: ReadonlyMap<GroupKind, ReadonlyMap<string, Bucket>>): readonly string[] {
  const names = new Set<string>();
  for (const kind of buckets.values()) for (const namespace of kind.keys()) if (namespace !== '') names.add(namespace);
  for (const object of buckets.get('Namespace')?.get('')?.objects ?? []) names.add(object.ref.name);
  return [...names].toSorted();
}

/** One entry of metadata.ownerReferences, as far as it is well formed. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

/** Reads metadata.ownerReferences; malformed entries are left out. */
export function ownersOf(object: KubeObject): readonly OwnerReference[] {
  const metadata = object.data['metadata'];
  const list = isObject(metadata) ? metadata['ownerReferences'] : undefined;
  if (!Array.isArray(list)) return [];
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return list.filter(isObject).map((entry) => ({
    apiVersion: text(entry['apiVersion']),
    kind: text(entry['kind']),
    name: text(entry['name']),
    uid: text(entry['uid']),
    controller: entry['controller'] === true,
  }));
}

function uidOf(object: KubeObject): string {
  const metadata = object.data['metadata'];
  const uid = isObject(metadata) ? metadata['uid'] : undefined;
  return typeof uid === 'string' ? uid : '';
}

/** Tells whether an owner reference means this object: by uid where both sides have one, else by group, kind and name. */
export function refersTo(reference: OwnerReference, owner: KubeObject): boolean {
  const uid = uidOf(owner);
  if (uid !== '' && reference.uid !== '') return uid === reference.uid;
  const group = reference.apiVersion.includes('/')
    ? reference.apiVersion.slice(0, reference.apiVersion.indexOf('/'))
    : '';
  return reference.kind === owner.ref.kind && reference.name === owner.ref.name && group === owner.ref.group;
}

/** Computes a value when first asked for. */
function lazily<T>(compute: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: compute() }).value;
}

function allObjects(buckets: ReadonlyMap<GroupKind, ReadonlyMap<string, Bucket>>): readonly KubeObject[] {
  const lists = [...buckets.values()].flatMap((kind) => [...kind.values()].flatMap((bucket) => bucket.objects));
  return lists.toSorted(compareObjects);
}

function objectsOfKind(kind: ReadonlyMap<string, Bucket> | undefined): readonly KubeObject[] {
  const names = [...(kind?.keys() ?? [])].toSorted();
  return names.flatMap((name) => kind?.get(name)?.objects ?? []);
}

/** Lists all of a kind, each kind once: many ask, each for something else. */
function listKindsOnce(
  buckets: ReadonlyMap<GroupKind, ReadonlyMap<string, Bucket>>,
): (gk: GroupKind) => readonly KubeObject[] {
  const ofKind = new Map<GroupKind, readonly KubeObject[]>();
  return (gk) => {
    let found = ofKind.get(gk);
    if (found === undefined) ofKind.set(gk, (found = objectsOfKind(buckets.get(gk))));
    return found;
  };
}

// Everything beyond the buckets is lazy: a change of one object costs what it touched, not the size of the Cluster.
function assemble(
  input: Omit<ClusterInput, 'objects'>,
  buckets: ReadonlyMap<GroupKind, ReadonlyMap<string, Bucket>>,
): Cluster {
  const { worlds } = input;
  const objects = lazily(() => allObjects(buckets));
  const namespaces = lazily(() => listNamespaces(buckets));
  const kinds = lazily(() => [...buckets.keys()].toSorted());
  const owned = lazily(() => indexOwned(objects()));
  const allOf = listKindsOnce(buckets);
  const bucket = (gk: GroupKind, namespace: string): Bucket | undefined => buckets.get(gk)?.get(namespace);
  return {
    ...input,
    buckets,
    get objects() {
      return objects();
    },
    get kinds() {
      return kinds();
    },
    get namespaces() {
      return namespaces();
    },
    list(gk, namespace) {
      const items = namespace === undefined ? allOf(gk) : bucket(gk, namespace)?.objects;
      return answer(items ?? [], gapOf(worlds, gk, namespace));
    },
    inNamespace(namespace) {
      const items = kinds().flatMap((gk) => bucket(gk, namespace)?.objects ?? []);
      return answer(items, gapOf(worlds, '*', namespace));
    },
    get(gk, namespace, name) {
      const found = bucket(gk, namespace);
      const object = found === undefined ? undefined : nameIndex(found).get(name);
      return object === undefined ? answer([], gapOf(worlds, gk, namespace, name)) : answer([object], []);
    },
    labelled(gk, namespace, key, value) {
      const found = bucket(gk, namespace);
      const objects = found === undefined ? [] : (labelIndex(found).get(`${key}=${value}`) ?? []);
      return answer(objects, gapOf(worlds, gk, namespace));
    },
    ownedBy(owner) {
      const candidates = owned().get(owner.ref.name) ?? [];
      const items = candidates.filter(
        (object) => sameScope(object, owner) && ownersOf(object).some((reference) => refersTo(reference, owner)),
      );
      return answer(items, gapOf(worlds, '*', owner.ref.namespace));
    },
  };
}

function sameScope(object: KubeObject, owner: KubeObject): boolean {
  return owner.ref.namespace === '' || owner.ref.namespace === object.ref.namespace;
}

function indexOwned(objects: readonly KubeObject[]): Map<string, KubeObject[]> {
  const index = new Map<string, KubeObject[]>();
  for (const object of objects) {
    for (const name of new Set(ownersOf(object).map((reference) => reference.name))) {
      const list = index.get(name);
      if (list === undefined) index.set(name, [object]);
      else list.push(object);
    }
  }
  return index;
}

/** Makes a Cluster: objects are put into their one order, whatever order they came in. */
export function createCluster(input: ClusterInput): Cluster {
  const { objects, ...rest } = input;
  return assemble(rest, bucketObjects(objects.toSorted(compareObjects)));
}

/**
 * Makes a Cluster from another one with some objects taken out and some put in; lists that do not change are shared, indexes included.
 */
export function replaceObjects(base: Cluster, removed: ReadonlySet<KubeObject>, added: readonly KubeObject[]): Cluster {
  const touched = bucketObjects([...removed, ...added]);
  const buckets = new Map(base.buckets);
  for (const [gk, kind] of touched) {
    const merged = new Map(base.buckets.get(gk) ?? []);
    for (const namespace of kind.keys()) {
      const kept = (merged.get(namespace)?.objects ?? []).filter((object) => !removed.has(object));
      const news = added.filter((object) => object.gk === gk && object.ref.namespace === namespace);
      const objects = [...kept, ...news].toSorted(compareObjects);
      if (objects.length === 0) merged.delete(namespace);
      else merged.set(namespace, { objects });
    }
    if (merged.size === 0) buckets.delete(gk);
    else buckets.set(gk, merged);
  }
  const { name, origin, version, worlds, files, diagnostics, extraTemplates, unread } = base;
  const rest = { name, origin, version, worlds, files, diagnostics, extraTemplates };
  return assemble(unread === undefined ? rest : { ...rest, unread }, buckets);
}
