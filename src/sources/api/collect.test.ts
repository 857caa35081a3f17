import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type FakeApi,
  type FakeRequest,
  type FakeResource,
  type Fault,
  identityOf,
  POD_RESOURCES,
  startFakeApi,
  type Trouble,
} from '../../../test/support/fake-api/index.ts';
import { type GroupKind, stateOf, type WorldState } from '../../model/cluster/index.ts';
import { isList, isObject, type JsonObject } from '../../model/json.ts';
import { ApiError, type Connection, openConnection } from './client/index.ts';
import { collectLive } from './collect.ts';
import type { LiveCluster, LiveRequest } from './types.ts';

const RESOURCES: readonly FakeResource[] = [
  ...POD_RESOURCES,
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
  },
  { group: 'batch.example', version: 'v2', resource: 'trainings', kind: 'Training', namespaced: true },
  { group: 'batch.example', version: 'v1', resource: 'trainings', kind: 'Training', namespaced: true },
];
const KINDS: readonly GroupKind[] = ['Pod', 'ConfigMap', 'Secret', 'Namespace', 'Deployment.apps', '*'];

let api: FakeApi;
const open: Connection[] = [];

async function start(options: { oldDiscovery?: boolean; resources?: readonly FakeResource[] } = {}): Promise<void> {
  api = await startFakeApi({ resources: RESOURCES, ...options });
  for (const name of ['shop', 'ops']) {
    api.store.put('namespaces', { metadata: { name } });
    const metadata = { name: 'one', namespace: name };
    api.store.put('pods', { metadata, spec: { containers: [{ name: 'app', image: 'app:1' }] } });
    api.store.put('secrets', { metadata, type: 'Opaque', data: { a: 'aHVzaA==' } });
    api.store.put('configmaps', { metadata, data: { a: 'b' } });
  }
}

beforeEach(() => start());
afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  await api.stop();
});

function collect(request: Partial<LiveRequest> = {}, deadlineMs = 600): Promise<LiveCluster> {
  const connection = openConnection(identityOf(api), { userAgent: 'merlon/test', deadlineMs, requestTimeoutMs: 400 });
  open.push(connection);
  return collectLive(connection, { kinds: KINDS, namespaces: [], secrets: 'none', extraTemplates: {}, ...request });
}

const stateIn = ({ worlds }: LiveCluster, gk: GroupKind, namespace?: string): WorldState['state'] =>
  stateOf(worlds, gk, namespace).state;
const named = ({ objects }: LiveCluster): readonly string[] =>
  objects.map(({ gk, ref }) => `${gk} ${ref.namespace}/${ref.name}`);
const forbidden = (path: string): Fault => {
  const message = `${path} is forbidden: User "jane" cannot list it`;
  const body = JSON.stringify({ kind: 'Status', code: 403, message });
  return (request: FakeRequest): Trouble | undefined =>
    request.path === path ? { kind: 'answer', status: 403, body } : undefined;
};

describe('what may be read', () => {
  test('is complete, in one order, and nothing else was asked for', async () => {
    const live = await collect();
    expect(named(live)).toEqual([
      'Namespace /ops',
      'Namespace /shop',
      'ConfigMap ops/one',
      'Pod ops/one',
      'ConfigMap shop/one',
      'Pod shop/one',
    ]);
    expect(['Pod', 'ConfigMap', 'Deployment.apps', '*'].map((gk) => stateIn(live, gk))).toEqual(
      Array.from({ length: 4 }, () => 'closed'),
    );
    expect([live.unreadable, live.diagnostics, live.version]).toEqual([false, [], { minor: 37, from: 'server' }]);
    expect(api.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(api.requests.some(({ path }) => path.includes('secrets'))).toBe(false);
    expect([stateIn(live, 'Secret'), live.unread.map(({ problem }) => problem)]).toEqual([
      'unreadable',
      ['not-opted-in'],
    ]);
  });

  test('is the same by discovery in its old form', async () => {
    const live = await collect();
    await api.stop();
    await start({ oldDiscovery: true });
    const old = await collect();
    const brief = ({ discovery }: LiveCluster): unknown =>
      discovery.resources.map(({ gk, version, namespaced, verbs }) => ({ gk, version, namespaced, verbs }));
    expect(brief(old)).toEqual(brief(live));
    expect(named(old)).toEqual(named(live));
    expect(old.discovery.resources.find(({ kind }) => kind === 'Training')?.version).toBe('v2');
  });

  test('is that of some namespaces, when only these are asked for', async () => {
    const live = await collect({ namespaces: ['shop', 'shoop'] });
    expect(named(live)).toEqual(['Namespace /ops', 'Namespace /shop', 'ConfigMap shop/one', 'Pod shop/one']);
    expect([stateIn(live, 'Pod', 'shop'), stateIn(live, 'Pod', 'ops'), stateIn(live, 'Pod')]).toEqual([
      'closed',
      'unreadable',
      'unreadable',
    ]);
    expect(stateIn(live, 'Namespace')).toBe('closed');
    // A wrong name must not look like a namespace without fault.
    expect(live.diagnostics.map(({ message }) => message)).toEqual(['there is no namespace "shoop" in the cluster']);
  });

  test('holds custom resources with pods, found by their definitions', async () => {
    const podSpec = { properties: { containers: { items: { properties: { name: {}, image: {} } } } } };
    const template = { properties: { spec: podSpec } };
    const schema = { openAPIV3Schema: { properties: { spec: { properties: { template } } } } };
    const spec = {
      group: 'batch.example',
      names: { kind: 'Training' },
      versions: [{ name: 'v2', served: true, storage: true, schema }],
    };
    api.store.put('customresourcedefinitions', { metadata: { name: 'trainings.batch.example' }, spec });
    api.store.put('trainings', { metadata: { name: 'llm', namespace: 'shop' }, spec: { template: { spec: {} } } });
    const live = await collect();
    expect(live.extraTemplates).toEqual({ 'Training.batch.example': [['spec', 'template']] });
    expect(named(live)).toContain('Training.batch.example shop/llm');
    const definition = live.objects.find(({ gk }) => gk.startsWith('CustomResourceDefinition'));
    expect(JSON.stringify(definition?.data)).not.toContain('openAPIV3Schema');
    // What somebody names comes beside what the definition says, never instead.
    const asked = { 'Training.batch.example': [['spec', 'warmUp']], 'Other.example': [['spec']] };
    expect((await collect({ extraTemplates: asked })).extraTemplates).toEqual({
      'Training.batch.example': [
        ['spec', 'template'],
        ['spec', 'warmUp'],
      ],
      'Other.example': [['spec']],
    });
  });
});

describe('what may not or cannot be read', () => {
  test('403 on one kind leaves exactly that kind open, and says who may not do what', async () => {
    api.faults.push(forbidden('/api/v1/configmaps'));
    const live = await collect();
    expect([stateIn(live, 'ConfigMap'), stateIn(live, 'Pod'), live.unreadable]).toEqual(['unreadable', 'closed', true]);
    expect(live.unread.find(({ gk }) => gk === 'ConfigMap')).toMatchObject({
      group: '',
      resource: 'configmaps',
      problem: 'forbidden',
      reason: expect.stringContaining('User "jane" cannot list it') as string,
    });
  });

  test('403 in one namespace leaves the other as it is', async () => {
    api.faults.push(forbidden('/api/v1/namespaces/ops/pods'));
    const live = await collect({ namespaces: ['shop', 'ops'] });
    expect([stateIn(live, 'Pod', 'shop'), stateIn(live, 'Pod', 'ops')]).toEqual(['closed', 'unreadable']);
    expect([stateIn(live, '*', 'shop'), stateIn(live, '*', 'ops')]).toEqual(['closed', 'unreadable']);
    expect(named(live)).toContain('Pod shop/one');
  });

  test.each<[string, Trouble]>([
    ['a storm of 429', { kind: 'answer', status: 429, body: '{}' }],
    ['no answer in time', { kind: 'hang' }],
    ['500 for ever', { kind: 'answer', status: 500, body: '{}' }],
    ['no JSON', { kind: 'answer', status: 200, body: 'oops' }],
  ])('%s at one list: the others stand', async (_name, trouble) => {
    api.faults.push(({ path }) => (path === '/api/v1/pods' ? trouble : undefined));
    const live = await collect();
    expect([stateIn(live, 'Pod'), stateIn(live, '*'), stateIn(live, 'ConfigMap')]).toEqual([
      'unreadable',
      'unreadable',
      'closed',
    ]);
    expect(live.unread.find(({ gk }) => gk === 'Pod')?.problem).toBe('failed');
    expect(live.unreadable).toBe(true);
  });

  test('credentials that are no good end it at once, and no other list is begun', async () => {
    api.faults.push(({ path }) =>
      path.startsWith('/api/v1/') || path.startsWith('/apis/')
        ? { kind: 'answer', status: 401, body: '{}' }
        : undefined,
    );
    const error: unknown = await collect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).problem).toBe('unauthorized');
    const before = api.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(api.requests.length).toBe(before);
  });

  test('a version that is none is said', async () => {
    api.faults.push(({ path }) => (path === '/version' ? { kind: 'answer', status: 200, body: '{}' } : undefined));
    await expect(collect()).rejects.toThrow('is no version of Kubernetes');
  });
});

describe('an aggregated API that is down', () => {
  const DOWN: FakeResource = { group: 'down.example', version: 'v1', resource: 'jobs', kind: 'Job', namespaced: true };
  const down: Fault = ({ path }) =>
    path.startsWith('/apis/down.example')
      ? { kind: 'answer', status: 503, body: '{"message":"no backend"}' }
      : undefined;

  async function startDown(oldDiscovery: boolean): Promise<void> {
    await api.stop();
    await start({ resources: [...RESOURCES, DOWN], oldDiscovery });
    api.faults.push(down);
  }

  /** What a server says that has no answer from behind it. */
  const stale = (body: JsonObject): JsonObject => ({
    ...body,
    items: (isList(body['items']) ? body['items'] : []).map((item) =>
      isObject(item) && JSON.stringify(item['metadata']).includes('down.example')
        ? { metadata: item['metadata'] ?? {}, versions: [{ version: 'v1', freshness: 'Stale', resources: [] }] }
        : item,
    ),
  });

  test.each([
    ['as aggregated discovery says it', false],
    ['as discovery in its old form says it', true],
  ])('%s: its kinds are not known, all others are', async (_name, oldDiscovery) => {
    await startDown(oldDiscovery);
    if (!oldDiscovery)
      api.faults.push(({ path }) => (path === '/apis' ? { kind: 'rewrite', change: stale } : undefined));
    const live = await collect({ kinds: [...KINDS, 'Job.down.example', 'Job.gone.example'] });
    expect(stateIn(live, 'Job.down.example')).toBe('unreadable');
    // No such API is known at all: there can be no object of it.
    expect(stateIn(live, 'Job.gone.example')).toBe('closed');
    expect(stateIn(live, 'Pod')).toBe('closed');
    expect(live.diagnostics).toMatchObject([{ severity: 'warning', code: 'api-unavailable' }]);
    expect(live.diagnostics[0]?.message).toContain('down.example/v1');
  });

  test('whose kinds the server still knows is asked once', async () => {
    await startDown(false);
    api.faults.push(({ path }) =>
      path === '/apis'
        ? {
            kind: 'rewrite',
            change: (body) =>
              JSON.parse(
                JSON.stringify(body).replaceAll(
                  /("down.example"\},"versions":\[\{"version":"v1","freshness":)"Current"/g,
                  '$1"Stale"',
                ),
              ) as JsonObject,
          }
        : undefined,
    );
    const live = await collect({ kinds: [...KINDS, 'Job.down.example'] }, 5000);
    expect(stateIn(live, 'Job.down.example')).toBe('unreadable');
    expect(api.requests.filter(({ path }) => path.startsWith('/apis/down.example')).length).toBe(1);
  });
});
