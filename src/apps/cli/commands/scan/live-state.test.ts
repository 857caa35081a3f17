import { describe, expect, it, test } from 'vitest';
import { clusterOf, objectOf } from '../../../../../test/support/objects.ts';
import { PROVIDERS } from '../../../../../test/support/providers.ts';
import { below, chance, createRng, pick, type Rng } from '../../../../../test/support/rng.ts';
import {
  CHECKS,
  judgeCluster,
  type PostureRun,
  rejudgeCluster,
  verdictsOf,
} from '../../../../engines/posture/index.ts';
import type { Cluster, KubeObject } from '../../../../model/cluster/index.ts';
import { type Json, type JsonObject, stringifyJson } from '../../../../model/json.ts';
import type { LiveEvent, WatchPoint } from '../../../../sources/api/index.ts';
import { applyEvents } from './live-state.ts';

function pod(name: string, image = 'app:1', more: JsonObject = {}): KubeObject {
  const metadata = { name, namespace: 'shop', ...more };
  return objectOf({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app', image }] } });
}

const pointOf = (kind: string, resource: string, namespace?: string): WatchPoint => ({
  resource: {
    group: '',
    version: 'v1',
    resource,
    kind,
    gk: kind,
    namespaced: true,
    verbs: ['list', 'watch'],
    subresources: [],
  },
  namespace,
  resourceVersion: '1',
});
const changed = (object: KubeObject): LiveEvent => ({ kind: 'changed', object });
const deleted = (object: KubeObject): LiveEvent => ({ kind: 'deleted', object });
const relisted = (objects: readonly KubeObject[], namespace?: string): LiveEvent => ({
  kind: 'relisted',
  point: pointOf('Pod', 'pods', namespace),
  objects,
});

function spell({ objects }: Cluster): readonly string[] {
  return objects.map(({ gk, ref, data }) => `${gk} ${ref.namespace}/${ref.name} ${stringifyJson(data)}`).toSorted();
}

const after = (objects: readonly KubeObject[], ...events: readonly LiveEvent[]): readonly string[] | undefined => {
  const result = applyEvents(clusterOf(objects), events);
  return result && spell(result.cluster);
};
const of = (...objects: readonly KubeObject[]): readonly string[] => spell(clusterOf(objects));

describe('events of a watch', () => {
  const [a, b, a2] = [pod('a'), pod('b'), pod('a', 'app:2')];
  const elsewhere = pod('a', 'app:1', { namespace: 'ops' });
  const map = objectOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' }, data: {} });

  test.each<[string, readonly LiveEvent[], readonly string[] | undefined]>([
    ['a change replaces', [changed(a2)], of(a2, b, map)],
    ['a new object is added', [changed(elsewhere)], of(a, b, map, elsewhere)],
    ['a deletion removes', [deleted(a2)], of(b, map)],
    ['what is not there is not removed', [deleted(elsewhere)], undefined],
    ['of one object the last one counts', [changed(a2), deleted(a2)], of(b, map)],
    ['also when it comes back', [deleted(a), changed(a2)], of(a2, b, map)],
    ['back to what it was is nothing', [changed(a2), changed(a)], undefined],
    ['also after a deletion', [deleted(a), changed(a)], undefined],
    ['an object that came and went is nothing', [changed(elsewhere), deleted(elsewhere)], undefined],
    ['a list replaces its kind, and no other', [relisted([a2])], of(a2, map)],
    ['an empty list empties', [relisted([])], of(map)],
    ['the same list is nothing', [relisted([b, a])], undefined],
    ['a list of another namespace leaves this one', [relisted([elsewhere], 'ops')], of(a, b, map, elsewhere)],
    ['a list outdates what came before it', [changed(elsewhere), changed(a2), relisted([a, b])], undefined],
    ['and not what came before it elsewhere', [changed(elsewhere), relisted([a, b], 'shop')], of(a, b, map, elsewhere)],
    ['trouble is no change', [{ kind: 'trouble', point: pointOf('Pod', 'pods'), message: 'gone' }], undefined],
    ['nothing is nothing', [], undefined],
  ])('%s', (_why, events, wanted) => {
    expect(after([a, b, map], ...events)).toEqual(wanted);
  });

  test.each<[string, JsonObject]>([
    ['its version', { resourceVersion: '7' }],
    ['its generation', { generation: 4 }],
  ])('an object of which only %s changed is the same', (_what, more) => {
    expect(after([pod('a', 'app:1', { resourceVersion: '1', generation: 1 })], changed(pod('a', 'app:1', more)))).toBe(
      undefined,
    );
  });

  test('labels are a change', () => {
    expect(after([a], changed(pod('a', 'app:1', { labels: { app: 'a' } })))).toHaveLength(1);
  });

  it('gives one Cluster whatever the order of events for different objects', () => {
    const events = [changed(a2), deleted(b), changed(elsewhere), deleted(map), changed(pod('c'))];
    const wanted = of(a2, elsewhere, pod('c'));
    for (let seed = 0; seed < 20; seed++) {
      const rng = createRng(seed);
      const order = events.map((event) => ({ event, at: rng() })).toSorted((x, y) => x.at - y.at);
      expect(after([a, b, map], ...order.map(({ event }) => event))).toEqual(wanted);
    }
  });
});

const ACTIVE = CHECKS.map((check) => ({
  check,
  severity: undefined,
  options: Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default])),
}));
const NAMES = ['a', 'b', 'default'];

function randomObject(rng: Rng): KubeObject {
  const metadata = { name: pick(rng, NAMES), namespace: pick(rng, ['shop', 'ops']), labels: { app: pick(rng, NAMES) } };
  const spec = {
    hostPID: chance(rng, 0.3),
    serviceAccountName: pick(rng, NAMES),
    containers: [
      { name: 'app', image: pick(rng, ['app', 'app:1']), securityContext: { privileged: chance(rng, 0.3) } },
    ],
  };
  return objectOf(
    pick<JsonObject>(rng, [
      { apiVersion: 'v1', kind: 'Pod', metadata, spec },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec } } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: chance(rng, 0.5) },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'NodePort', selector: { app: 'a' } } },
    ]),
  );
}

function randomEvent(rng: Rng, { objects }: Cluster): LiveEvent {
  const roll = rng();
  if (roll < 0.6 || objects.length === 0) return changed(randomObject(rng));
  if (roll < 0.85) return deleted(pick(rng, objects));
  const kept = objects.filter(({ gk }) => gk === 'Pod' && chance(rng, 0.5));
  return relisted(kept);
}

function spellRun(run: PostureRun): string {
  return [...verdictsOf(run)]
    .map(({ verdict: { object, ...rest } }) => stringifyJson({ ...rest, ref: object.ref } as unknown as Json))
    .join('\n');
}

describe('judging after events', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => seed))('says what a fresh run says (seed %i)', (seed) => {
    const rng = createRng(seed);
    const unique = new Map(
      Array.from({ length: 6 }, () => randomObject(rng)).map((one) => [
        spell(clusterOf([one]))[0]?.split(' {')[0],
        one,
      ]),
    );
    let run = judgeCluster(clusterOf([...unique.values()], { complete: true }), ACTIVE, {
      providers: PROVIDERS,
      keep: 'all',
    });
    for (let step = 0; step < 4; step++) {
      const events = Array.from({ length: 1 + below(rng, 3) }, () => randomEvent(rng, run.cluster));
      const next = applyEvents(run.cluster, events);
      if (next === undefined) continue;
      run = rejudgeCluster(run, next.cluster, next.touched);
      const fresh = judgeCluster(clusterOf(next.cluster.objects, { complete: true }), ACTIVE, {
        providers: PROVIDERS,
        keep: 'all',
      });
      expect(spellRun(run)).toBe(spellRun(fresh));
    }
  });
});
