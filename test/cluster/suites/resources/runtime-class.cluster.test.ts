import { afterAll, beforeAll, expect, test } from 'vitest';
import { isObject, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { applyRuntimeClass } from '../../../../src/model/kube/index.ts';
import { chance, createRng, pick, type Rng } from '../../../support/rng.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';

const SEED = 42;
const PODS = 400;
const KEYS = ['a', 'node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', ''];

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  await plane.createNamespace('sandbox');
});
afterAll(async () => plane.stop());

function randomToleration(rng: Rng): JsonObject {
  const key = pick(rng, KEYS);
  const operator = key === '' ? 'Exists' : pick(rng, ['Exists', 'Equal', '']);
  const effect = pick(rng, ['NoExecute', 'NoSchedule', '']);
  return {
    ...(key === '' ? {} : { key }),
    ...(operator === '' ? {} : { operator }),
    ...(operator === 'Exists' ? {} : { value: pick(rng, ['x', 'y']) }),
    ...(effect === '' ? {} : { effect }),
    ...(effect === 'NoExecute' && chance(rng, 0.5) ? { tolerationSeconds: pick(rng, [5, 300, 900]) } : {}),
  };
}

function randomClass(rng: Rng, name: string): JsonObject {
  const tolerations = Array.from({ length: pick(rng, [0, 1, 2]) }, () => randomToleration(rng));
  const overhead = chance(rng, 0.5) ? { overhead: { podFixed: { memory: '64Mi', cpu: '100m' } } } : {};
  const scheduling = chance(rng, 0.7) ? { scheduling: { nodeSelector: { zone: 'a' }, tolerations } } : {};
  return {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name },
    handler: 'runc',
    ...overhead,
    ...scheduling,
  };
}

function randomSpec(rng: Rng): JsonObject {
  const overhead = pick(rng, [{ cpu: '0.1', memory: '65536Ki' }, { cpu: '1' }, {}]);
  return {
    containers: [{ name: 'a', image: 'example.com/app:1.0' }],
    ...(chance(rng, 0.8) ? { runtimeClassName: `class-${pick(rng, [0, 1, 2, 3, 4, 5, 6, 7, 8])}` } : {}),
    ...(chance(rng, 0.3) ? { overhead } : {}),
    ...(chance(rng, 0.4) ? { nodeSelector: { zone: pick(rng, ['a', 'b']), disk: 'ssd' } } : {}),
    tolerations: Array.from({ length: pick(rng, [0, 1, 2, 3]) }, () => randomToleration(rng)),
  };
}

test(`RuntimeClass and default tolerations: ${PODS} random pods, seed ${SEED}`, async () => {
  const rng = createRng(SEED);
  const classes = new Map<string, JsonObject>();
  for (let i = 0; i < 8; i++) {
    const body = randomClass(rng, `class-${i}`);
    classes.set(`class-${i}`, await plane.admin.send('POST', '/apis/node.k8s.io/v1/runtimeclasses', { body }));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const differences: string[] = [];
  let refused = 0;
  for (let i = 0; i < PODS; i++) {
    const spec = randomSpec(rng);
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec };
    const answer = await plane.admin.request('POST', '/api/v1/namespaces/sandbox/pods', {
      body,
      query: { dryRun: 'All' },
    });
    const ours = applyRuntimeClass(spec, classes.get(textOf(spec['runtimeClassName'])));
    if (answer.status !== 201) refused++;
    const theirs = isObject(answer.body) ? valueAt(answer.body, ['spec']) : undefined;
    const show = (from: unknown): string => {
      const of = (key: string): unknown => (isObject(from as JsonObject) ? (from as JsonObject)[key] : undefined);
      const sorted = (value: unknown): unknown =>
        isObject(value as JsonObject)
          ? Object.entries(value as JsonObject).toSorted(([a], [b]) => (a < b ? -1 : 1))
          : (value ?? []);
      const list = (of('tolerations') as readonly JsonObject[] | undefined) ?? [];
      return JSON.stringify([
        list.map(sorted),
        sorted(of('nodeSelector')),
        Object.keys((of('overhead') as object | undefined) ?? {}).toSorted(),
      ]);
    };
    const [a, b] = [
      ours.kind === 'admitted' ? show(ours.spec) : 'refused',
      answer.status === 201 ? show(theirs) : 'refused',
    ];
    if (a !== b)
      differences.push(
        `${JSON.stringify(spec)}: ours ${a}, theirs ${b} ${answer.status === 201 ? '' : JSON.stringify(answer.body)}`,
      );
  }
  expect(differences.slice(0, 3)).toEqual([]);
  expect(refused).toBeGreaterThan(PODS / 20);
  expect(refused).toBeLessThan((PODS * 3) / 4);
});
