import { describe, expect, it } from 'vitest';
import { CHECKS_FOLDER, loadCases } from '../../../test/support/check-cases.ts';
import { clusterOf, objectOf, objectsOf } from '../../../test/support/objects.ts';
import { below, chance, createRng, pick, type Rng } from '../../../test/support/rng.ts';
import { applyChanges, type ChangeSet, type KubeObject, type PathOp } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, type Path, stringifyJson } from '../../model/json.ts';
import { CHECKS } from './checks/index.ts';
import { judgeCluster, type PostureRun, rejudgeCluster } from './run.ts';
import { verdictsOf } from './verdicts.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';

const ACTIVE = CHECKS.map((check) => ({
  check,
  severity: undefined,
  options: Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default])),
}));
const NAMESPACES = ['shop', 'ops'];
const NAMES = ['a', 'b', 'default'];

/** Objects of all checks' cases: what the checks look at, in the ways that matter to them. */
const POOL: readonly KubeObject[] = CHECKS.flatMap((check) => loadCases(check).flatMap((one) => objectsOf(one.input)));

function paths(value: Json | undefined, path: Path = []): readonly Path[] {
  if (isList(value)) return [path, ...value.flatMap((item, i) => paths(item, [...path, i]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.keys(value).flatMap((key) => paths(value[key], [...path, key]))];
}

/** An object of the pool under one of a few names, so that objects refer to each other, replace each other and stand twice. */
function randomObject(rng: Rng): KubeObject {
  const { data } = pick(rng, POOL);
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  const renamed = chance(rng, 0.6) ? { name: pick(rng, NAMES) } : {};
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

function randomChange(rng: Rng, objects: readonly KubeObject[]): ChangeSet {
  const removed = someOf(rng, objects, 2);
  const edited = someOf(
    rng,
    objects.filter((one) => !removed.includes(one)),
    2,
  );
  return {
    added: Array.from({ length: below(rng, 3) }, () => randomObject(rng).data),
    edited: edited.map((object) => ({ object, ops: [randomOp(rng, object)] })),
    removed,
  };
}

/** Everything that a run says, as text. */
function spell(run: PostureRun): string {
  const lines: string[] = [];
  for (const { verdict } of verdictsOf(run)) {
    const { object, ...rest } = verdict;
    lines.push(stringifyJson({ ...rest, ref: object.ref, invalid: object.invalid } as unknown as Json));
  }
  return lines.join('\n');
}

describe('an incremental run', () => {
  it('has a pool of objects to play with', () => {
    expect(POOL.length, CHECKS_FOLDER).toBeGreaterThan(10);
  });

  it.each(Array.from({ length: 150 }, (_, seed) => seed))(
    'says what a fresh run says, after change on change (seed %i)',
    (seed) => {
      const rng = createRng(seed);
      const objects = Array.from({ length: 2 + below(rng, 10) }, () => randomObject(rng));
      let run = judgeCluster(clusterOf(objects, { complete: chance(rng, 0.5) }), ACTIVE, { providers: PROVIDERS });
      for (let step = 0; step < 4; step++) {
        const { cluster, touched } = applyChanges(run.cluster, randomChange(rng, run.cluster.objects), (data) =>
          objectOf(data),
        );
        run = rejudgeCluster(run, cluster, touched);
        expect(spell(run)).toBe(spell(judgeCluster(cluster, ACTIVE, { providers: PROVIDERS })));
      }
    },
  );
});
