import type { ChangeSet, KubeObject, PathOp } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, type Path } from '../../src/model/json.ts';
import { CHECKS } from '../../src/engines/posture/index.ts';
import { loadCases } from './check-cases.ts';
import { objectOf, objectsOf } from './objects.ts';
import { below, chance, pick, type Rng } from './rng.ts';

const NAMESPACES = ['shop', 'ops'];
const NAMES = ['a', 'b', 'default'];

/** Objects of all checks' cases: what the checks look at, in the ways that matter to them. */
export const POOL: readonly KubeObject[] = CHECKS.flatMap((check) =>
  loadCases(check).flatMap((one) => objectsOf(one.input)),
);

function paths(value: Json | undefined, path: Path = []): readonly Path[] {
  if (isList(value)) return [path, ...value.flatMap((item, i) => paths(item, [...path, i]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.keys(value).flatMap((key) => paths(value[key], [...path, key]))];
}

/** An object of the pool under one of a few names, so that objects refer to each other, replace each other and stand twice. */
export function randomObject(rng: Rng, names: readonly string[] = NAMES): KubeObject {
  const { data } = pick(rng, POOL);
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  const renamed = chance(rng, 0.6) ? { name: pick(rng, names) } : {};
  return objectOf({ ...data, metadata: { ...metadata, ...renamed, namespace: pick(rng, NAMESPACES) } });
}

function randomValue(rng: Rng): Json {
  const { data } = pick(rng, POOL);
  const found = paths(data).filter((path) => path.length > 1);
  const path = found.length === 0 ? [] : pick(rng, found);
  return path.reduce<Json>((here, step) => (here as JsonObject)[step] ?? null, data);
}

function randomOp(rng: Rng, object: KubeObject): PathOp {
  const movable = paths(object.data).filter(
    (path) => path.length > 0 && path[0] !== 'apiVersion' && path[0] !== 'kind',
  );
  const path = movable.length === 0 ? ['metadata', 'labels'] : pick(rng, movable);
  if (chance(rng, 0.4) && movable.length > 0) return { op: 'remove', path };
  return {
    op: 'set',
    path,
    value: chance(rng, 0.5) ? randomValue(rng) : pick<Json>(rng, [true, false, 0, 'web', {}, []]),
  };
}

function someOf(rng: Rng, objects: readonly KubeObject[], most: number): readonly KubeObject[] {
  const chosen = Array.from({ length: below(rng, most + 1) }, () =>
    objects.length === 0 ? undefined : pick(rng, objects),
  );
  return [...new Set(chosen)].filter((one) => one !== undefined);
}

/** A change of some of the objects and a few new ones. */
export function randomChange(rng: Rng, objects: readonly KubeObject[], names?: readonly string[]): ChangeSet {
  const removed = someOf(rng, objects, 2);
  const edited = someOf(
    rng,
    objects.filter((one) => !removed.includes(one)),
    2,
  );
  return {
    added: Array.from({ length: below(rng, 3) }, () => randomObject(rng, names).data),
    edited: edited.map((object) => ({ object, ops: [randomOp(rng, object)] })),
    removed,
  };
}
