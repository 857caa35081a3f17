import { applyChanges, type ChangedCluster, type Cluster, type KubeObject } from '../../../../model/cluster/index.ts';
import { isObject, type JsonObject, sameJson } from '../../../../model/json.ts';
import type { LiveEvent, WatchPoint } from '../../../../sources/api/index.ts';

/** An object without what every write changes: two states that differ in nothing else are one to every check. */
function judgedPart({ data }: KubeObject): JsonObject {
  const { metadata } = data;
  if (!isObject(metadata)) return data;
  const { resourceVersion: _version, generation: _generation, ...rest } = metadata;
  return { ...data, metadata: rest };
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  return a.ref.version === b.ref.version && sameJson(judgedPart(a), judgedPart(b));
}

interface Change {
  readonly removed: Set<KubeObject>;
  readonly added: Map<string, KubeObject>;
}

function keyOf({ gk, ref }: KubeObject): string {
  return `${gk}\u0000${ref.namespace}\u0000${ref.name}`;
}

function currentOf(cluster: Cluster, { gk, ref }: KubeObject): KubeObject | undefined {
  return cluster.get(gk, ref.namespace, ref.name).items[0];
}

function put(cluster: Cluster, object: KubeObject, change: Change): void {
  const old = currentOf(cluster, object);
  const key = keyOf(object);
  if (old !== undefined && isSame(old, object)) {
    // Back to what it was before this batch.
    change.removed.delete(old);
    change.added.delete(key);
    return;
  }
  if (old !== undefined) change.removed.add(old);
  change.added.set(key, object);
}

function take(cluster: Cluster, object: KubeObject, change: Change): void {
  const old = currentOf(cluster, object);
  if (old !== undefined) change.removed.add(old);
  change.added.delete(keyOf(object));
}

function replaceList(
  cluster: Cluster,
  { resource, namespace }: WatchPoint,
  objects: readonly KubeObject[],
  change: Change,
): void {
  const now = new Set(objects.map(keyOf));
  for (const [key, object] of change.added)
    if (object.gk === resource.gk && (namespace ?? object.ref.namespace) === object.ref.namespace && !now.has(key))
      change.added.delete(key);
  for (const old of cluster.list(resource.gk, namespace).items) if (!now.has(keyOf(old))) change.removed.add(old);
  for (const object of objects) put(cluster, object, change);
}

/**
 * The Cluster after what was told of it, with what that touched; undefined when nothing that anyone judges has changed (a status, a heartbeat).
 * Of several events for one object the last one counts.
 */
export function applyEvents(cluster: Cluster, events: readonly LiveEvent[]): ChangedCluster | undefined {
  const change: Change = { removed: new Set(), added: new Map() };
  for (const event of events) {
    if (event.kind === 'changed') put(cluster, event.object, change);
    else if (event.kind === 'deleted') take(cluster, event.object, change);
    else if (event.kind === 'relisted') replaceList(cluster, event.point, event.objects, change);
  }
  if (change.removed.size + change.added.size === 0) return undefined;
  const made = new Map<JsonObject, KubeObject>();
  for (const object of change.added.values()) made.set(object.data, object);
  const changes = { added: [...made.keys()], edited: [], removed: [...change.removed] };
  return applyChanges(cluster, changes, (data) => {
    const object = made.get(data);
    if (object === undefined) throw new Error('an object that no event brought');
    return object;
  });
}
