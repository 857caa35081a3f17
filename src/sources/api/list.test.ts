import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeApi, identityOf, startFakeApi } from '../../../test/support/fake-api/index.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { groupKind } from '../../model/cluster/index.ts';
import { isList, isObject, type JsonObject } from '../../model/json.ts';
import { ApiError, type Connection, openConnection } from './client/index.ts';
import type { ApiResource } from './discovery.ts';
import { listObjects } from './list.ts';
import type { ListedObjects } from './pages.ts';
import { listSecretTypes } from './secrets.ts';

const resourceOf = (resource: string, kind: string): ApiResource => ({
  group: '',
  version: 'v1',
  resource,
  kind,
  gk: groupKind('', kind),
  namespaced: true,
  verbs: ['list', 'watch'],
  subresources: [],
});
const PODS = resourceOf('pods', 'Pod');
const MAPS = resourceOf('configmaps', 'ConfigMap');
const SECRETS = resourceOf('secrets', 'Secret');

let api: FakeApi;
let connection: Connection;

beforeEach(async () => {
  api = await startFakeApi();
  connection = openConnection(identityOf(api), { userAgent: 'merlon/test', deadlineMs: 5000 });
});
afterEach(async () => {
  connection.close();
  await api.stop();
});

function pod(name: string, more: JsonObject = {}): JsonObject {
  return { metadata: { name, namespace: 'shop', ...more }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
}

function fill(count: number): void {
  for (let i = 0; i < count; i++) api.store.put('pods', pod(`pod-${String(i).padStart(4, '0')}`));
}

const names = (objects: readonly KubeObject[]): readonly string[] => objects.map(({ ref }) => ref.name);
const listPods = (more: { pageSize?: number; mostObjects?: number } = {}): Promise<ListedObjects> =>
  listObjects(connection, PODS, undefined, { strings: new Map(), pageSize: 10, ...more });

async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

const isPage =
  (count: number) =>
  ({ query }: { readonly query: URLSearchParams }): boolean =>
    (query.get('continue') ?? '').endsWith(`.${count}`);

describe('a list in pages', () => {
  test('is one moment, whatever happens meanwhile', async () => {
    fill(35);
    api.faults.push((request) => {
      if (isPage(20)(request)) {
        api.store.put('pods', pod('pod-0000-new'));
        api.store.remove('pods', 'shop', 'pod-0030');
      }
      return undefined;
    });
    const { objects, resourceVersion } = await listPods();
    expect(names(objects)).toEqual(Array.from({ length: 35 }, (_, i) => `pod-${String(i).padStart(4, '0')}`));
    expect(resourceVersion).toBe('36');
    expect(api.requests.length).toBe(4);
  });

  test('goes on after a connection that breaks and a server that starts again', async () => {
    fill(35);
    let isDone = false;
    api.faults.push((request) => {
      if (!isPage(20)(request) || isDone) return undefined;
      isDone = true;
      void api.kill().then(() => api.restart());
      return { kind: 'hang' };
    });
    expect((await listPods()).objects.length).toBe(35);
    expect(connection.counts.retries).toBeGreaterThan(0);
  });

  test('begins anew when its moment is forgotten', async () => {
    fill(35);
    let isDone = false;
    api.faults.push((request) => {
      if (!isPage(20)(request) || isDone) return undefined;
      isDone = true;
      api.store.put('pods', pod('pod-9999'));
      api.store.compact();
      return undefined;
    });
    const { objects } = await listPods();
    expect(objects.length).toBe(36);
    expect(new Set(names(objects)).size).toBe(36);
  });

  test('is asked for in one piece when its moments are forgotten too soon, again and again', async () => {
    fill(35);
    api.faults.push((request) => {
      if (request.query.has('continue')) api.store.compact();
      return undefined;
    });
    expect((await listPods()).objects.length).toBe(35);
    expect(api.requests.at(-1)?.query.has('limit')).toBe(false);
  });

  test('keeps nothing that nobody reads, and everything else exactly', async () => {
    const managed = { managedFields: [{ manager: 'kubectl' }], generation: 9007199254740993n };
    api.store.put('pods', { ...pod('one', managed), status: { phase: 'Running' } });
    const [object] = (await listPods()).objects;
    expect(object?.data).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'one',
        namespace: 'shop',
        uid: 'pods/shop/one',
        generation: 9007199254740993n,
        resourceVersion: '2',
      },
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    });
  });

  test('keeps a key that is named like the prototype', async () => {
    const data = JSON.parse('{"__proto__": "x", "constructor": "y"}') as JsonObject;
    api.store.put('configmaps', { metadata: { name: 'odd', namespace: 'shop' }, data });
    const [object] = (await listObjects(connection, MAPS, 'shop', { strings: new Map() })).objects;
    const kept = object?.data['data'];
    expect(isObject(kept) ? Object.keys(kept) : []).toEqual(['__proto__', 'constructor']);
  });
});

describe('a list without end is no list', () => {
  const endless = (items: (page: number) => readonly JsonObject[], token: (page: number) => string): void => {
    let page = 0;
    api.faults.push(() => ({
      kind: 'rewrite',
      change: () => ({
        kind: 'PodList',
        metadata: { continue: token(++page), resourceVersion: '1' },
        items: [...items(page)],
      }),
    }));
  };

  test.each<[string, (page: number) => readonly JsonObject[], (page: number) => string, string]>([
    ['the same token again', (page) => [pod(`p${page}`)], () => 'same', 'a page brings nothing new'],
    ['empty pages', () => [], String, 'a page brings nothing new'],
    ['the same objects again', () => [pod('one')], String, 'the server repeats what it said'],
    ['ever more objects', (page) => [pod(`p${page}`)], String, 'more than any cluster holds'],
  ])('%s', async (_name, items, token, said) => {
    endless(items, token);
    const error = await failure(listPods({ mostObjects: 20 }));
    expect([error.problem, error.message]).toEqual(['bad-answer', expect.stringContaining(said)]);
    expect(api.requests.length).toBeLessThanOrEqual(20);
  });
});

test.each<[string, JsonObject]>([
  ['no items', { kind: 'PodList', metadata: {} }],
  ['a Status that says success', { kind: 'Status', status: 'Success' }],
  ['items that are no objects', { kind: 'PodList', metadata: {}, items: ['a'] }],
])('an answer that is no list (%s) is not an empty one', async (_name, body) => {
  api.faults.push(() => ({ kind: 'rewrite', change: () => body }));
  expect((await failure(listPods())).problem).toBe('bad-answer');
});

test('a list of null is an empty one', async () => {
  api.faults.push(() => ({ kind: 'rewrite', change: () => ({ kind: 'PodList', metadata: {}, items: null }) }));
  expect((await listPods()).objects).toEqual([]);
});

describe('of Secrets', () => {
  beforeEach(() => {
    for (let i = 0; i < 3; i++) {
      const annotations = { 'kubernetes.io/service-account.name': 'ci', note: 'hush' };
      const metadata = { name: `s${i}`, namespace: 'shop', annotations, labels: { a: 'b' } };
      api.store.put('secrets', { metadata, type: 'kubernetes.io/tls', data: { 'tls.key': 'aHVzaA==' } });
    }
  });

  test('names and types come as a table, and never a value', async () => {
    const { objects } = await listSecretTypes(connection, SECRETS, undefined);
    expect(names(objects)).toEqual(['s0', 's1', 's2']);
    expect(objects.map(({ fidelity }) => fidelity)).toEqual(['metadata', 'metadata', 'metadata']);
    expect(objects[0]?.data['type']).toBe('kubernetes.io/tls');
    expect(JSON.stringify(objects)).not.toMatch(/aHVzaA|hush|tls\.key/);
    expect(api.requests[0]?.headers['accept']).toBe('application/json;as=Table;v=v1;g=meta.k8s.io');
  });

  test('a server that knows no tables gets no second chance to send values', async () => {
    api.faults.push(() => ({
      kind: 'rewrite',
      change: () => ({
        kind: 'SecretList',
        metadata: {},
        items: [{ metadata: { name: 'a' }, data: { k: 'aHVzaA==' } }],
      }),
    }));
    const error = await failure(listSecretTypes(connection, SECRETS, undefined));
    expect([error.problem, error.message]).toEqual(['bad-answer', expect.not.stringContaining('aHVzaA')]);
    expect(api.requests.length).toBe(1);
  });

  test('a table without types says nothing of types', async () => {
    api.faults.push(() => ({
      kind: 'rewrite',
      change: (body) => ({
        ...body,
        columnDefinitions: [{ name: 'Name' }],
        rows: isList(body['rows']) ? body['rows'] : [],
      }),
    }));
    expect((await failure(listSecretTypes(connection, SECRETS, undefined))).problem).toBe('bad-answer');
  });
});
