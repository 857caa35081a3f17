import { isList, isObject, type Json, type JsonObject, type Path, sameJson } from '../json.ts';
import type { Cluster } from './cluster.ts';
import { compareText, refKey } from './refs.ts';
import type { KubeObject } from './types.ts';

/** One field that differs; `before` or `after` is undefined where the field is absent. */
export interface FieldChange {
  readonly path: Path;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** What became of one object between two Clusters. */
export type ObjectChange =
  | { readonly change: 'added' | 'removed'; readonly object: KubeObject }
  | {
      readonly change: 'changed';
      readonly before: KubeObject;
      readonly after: KubeObject;
      readonly fields: readonly FieldChange[];
    };

function diffInto(before: Json | undefined, after: Json | undefined, path: Path, out: FieldChange[]): void {
  if (sameJson(before, after)) return;
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    // A key such as `constructor` that one side lacks must not find what every object inherits.
    const own = (of: JsonObject, key: string): Json | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);
    for (const key of [...keys].toSorted()) diffInto(own(before, key), own(after, key), [...path, key], out);
  } else if (isList(before) && isList(after) && before.length === after.length) {
    before.forEach((item, i) => diffInto(item, after[i], [...path, i], out));
  } else {
    out.push({ path, before, after });
  }
}

/** The fields in which two values differ, in path order; lists of different length differ as a whole. */
export function diffFields(before: Json | undefined, after: Json | undefined): readonly FieldChange[] {
  const out: FieldChange[] = [];
  diffInto(before, after, [], out);
  return out;
}

/** Groups by identity; within one identity the order of the Cluster stands, so the last is the one in force. */
function byIdentity(cluster: Cluster): Map<string, KubeObject[]> {
  const groups = new Map<string, KubeObject[]>();
  for (const object of cluster.objects) {
    const key = refKey(object.ref);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [object]);
    else group.push(object);
  }
  return groups;
}

function pairUp(before: readonly KubeObject[], after: readonly KubeObject[]): readonly ObjectChange[] {
  const changes: ObjectChange[] = [];
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const old = before[i];
    const now = after[i];
    if (old === undefined && now !== undefined) changes.push({ change: 'added', object: now });
    else if (old !== undefined && now === undefined) changes.push({ change: 'removed', object: old });
    else if (old !== undefined && now !== undefined) {
      const fields = diffFields(old.data, now.data);
      if (fields.length > 0) changes.push({ change: 'changed', before: old, after: now, fields });
    }
  }
  return changes;
}

/** What turns one Cluster into the other: objects matched by group, kind, namespace and name, ordered by that identity. */
export function diffClusters(before: Cluster, after: Cluster): readonly ObjectChange[] {
  const old = byIdentity(before);
  const now = byIdentity(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted(compareText);
  return keys.flatMap((key) => pairUp(old.get(key) ?? [], now.get(key) ?? []));
}
