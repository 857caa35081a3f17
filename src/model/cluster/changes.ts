import { type Cluster, replaceObjects } from './cluster.ts';
import { applyOps } from './edit.ts';
import { type ObjectMaker, remakeObject } from './objects.ts';
import type { ChangeSet, GroupKind, KubeObject, PathOp, Ref } from './types.ts';

/** Which lists and objects a change reached, as {@link listKey} and {@link objectKey} name them; what leaned on none of them stands. */
export type Touched = ReadonlySet<string>;

/** A Cluster after a change, with what the change reached. */
export interface ChangedCluster {
  readonly cluster: Cluster;
  readonly touched: Touched;
}

/** Names a list as something that can be leaned on: a kind (`*` for every kind) in a namespace, or in all (`*`). */
export function listKey(gk: GroupKind, namespace: string | undefined): string {
  return `${gk}\u0000${namespace ?? '*'}`;
}

/** Names one object as something that can be leaned on, there or not. */
export function objectKey(gk: GroupKind, namespace: string, name: string): string {
  return `${gk}\u0000${namespace}\u0000${name}`;
}

function touch(keys: Set<string>, gk: GroupKind, ref: Ref): void {
  keys.add(listKey(gk, ref.namespace));
  keys.add(listKey(gk, undefined));
  keys.add(listKey('*', ref.namespace));
  keys.add(objectKey(gk, ref.namespace, ref.name));
}

/** A change set that edits one object. */
export function editObject(object: KubeObject, ops: readonly PathOp[]): ChangeSet {
  return { added: [], edited: [{ object, ops }], removed: [] };
}

/**
 * Makes the Cluster that a change leaves; what did not change is shared. DESIGN §2, Change set.
 * Throws EditError when an edit does not fit its object.
 */
export function applyChanges(base: Cluster, changes: ChangeSet, make: ObjectMaker): ChangedCluster {
  const removed = new Set<KubeObject>(changes.removed);
  const added: KubeObject[] = changes.added.map(make);
  for (const { object, ops } of changes.edited) {
    removed.add(object);
    added.push(remakeObject(object, applyOps(object.data, ops), make));
  }
  const touched = new Set<string>();
  for (const object of [...removed, ...added]) touch(touched, object.gk, object.ref);
  return { cluster: replaceObjects(base, removed, added), touched };
}
