import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeApi, identityOf, startFakeApi } from '../../../test/support/fake-api/index.ts';
import { groupKind } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Connection, openConnection } from './client/index.ts';
import type { Identity } from './credentials/index.ts';
import type { WatchPoint } from './types.ts';
import { type LiveEvent, watchLive, type WatchOptions } from './watch.ts';

const POINT: WatchPoint = {
  resource: {
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    gk: groupKind('', 'Pod'),
    namespaced: true,
    verbs: ['list', 'watch'],
    subresources: [],
  },
  namespace: undefined,
  resourceVersion: '1',
};

let api: FakeApi;
let connection: Connection;
let ending: AbortController;
let watching: Promise<void> | undefined;
let events: LiveEvent[];

beforeEach(async () => {
  api = await startFakeApi();
  ending = new AbortController();
  events = [];
});
afterEach(async () => {
  ending.abort();
  await watching;
  watching = undefined;
  connection.close();
  await api.stop();
});

function watch(options: Partial<WatchOptions> = {}, identity: Identity = identityOf(api)): void {
  connection = openConnection(identity, { userAgent: 'merlon/test', requestTimeoutMs: 2000 });
  watching = watchLive(connection, [POINT], (event) => events.push(event), { signal: ending.signal, ...options });
}

function put(name: string, more: JsonObject = {}): void {
  api.store.put('pods', { metadata: { name, namespace: 'shop' }, spec: { containers: [], ...more } });
}

const brief = (): readonly string[] =>
  events.map((event) => {
    if (event.kind === 'trouble') return `trouble ${event.message}`;
    if (event.kind === 'relisted') return `relisted ${event.objects.map(({ ref }) => ref.name).join(' ')}`;
    return `${event.kind} ${event.object.ref.name}`;
  });
const news = (): readonly string[] => brief().filter((line) => !line.startsWith('trouble'));
const watches = (): readonly (string | null)[] =>
  api.requests.filter(({ query }) => query.has('watch')).map(({ query }) => query.get('resourceVersion'));
const SOON = { timeout: 10_000, interval: 10 };

test('tells what changes, trimmed like what was listed', async () => {
  watch();
  put('one');
  await expect.poll(news, SOON).toEqual(['changed one']);
  put('one', { hostNetwork: true });
  api.store.remove('pods', 'shop', 'one');
  await expect.poll(news, SOON).toEqual(['changed one', 'changed one', 'deleted one']);
  const [, second] = events;
  expect(second?.kind === 'changed' ? second.object.data : undefined).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one', namespace: 'shop', uid: 'pods/shop/one', resourceVersion: '3' },
    spec: { containers: [], hostNetwork: true },
  });
  expect(api.requests[0]?.query.get('allowWatchBookmarks')).toBe('true');
});

test('begins where the list ended', async () => {
  put('before');
  watch();
  await expect.poll(news, SOON).toEqual(['changed before']);
});

test('goes on from a bookmark when the server ends the watch', async () => {
  watch();
  await expect.poll(watches, SOON).toEqual(['1']);
  api.store.put('configmaps', { metadata: { name: 'other', namespace: 'shop' } });
  api.bookmark();
  await new Promise((resolve) => setTimeout(resolve, 50));
  api.endWatches();
  await expect.poll(watches, SOON).toEqual(['1', '2']);
  put('after');
  await expect.poll(news, SOON).toEqual(['changed after']);
});

test('loses nothing and says nothing twice when connections break', async () => {
  watch();
  await expect.poll(watches, SOON).toEqual(['1']);
  put('a');
  await expect.poll(news, SOON).toEqual(['changed a']);
  await api.kill();
  put('b');
  await api.restart();
  put('c');
  await expect.poll(news, SOON).toEqual(['changed a', 'changed b', 'changed c']);
  expect(brief().some((line) => line.startsWith('trouble the connection was lost'))).toBe(true);
});

test('an event that is cut in the middle is read again, whole', async () => {
  let isCut = false;
  const line = '{"type":"ADDED","object":{"metadata":{"name":"cut","names';
  api.faults.push(({ query }) => {
    if (isCut || !query.has('watch')) return undefined;
    isCut = true;
    put('cut');
    return { kind: 'answer', status: 200, body: line };
  });
  watch();
  await expect.poll(news, SOON).toEqual(['changed cut']);
});

test('reads the list anew when the server has forgotten the place', async () => {
  put('gone');
  put('kept');
  api.store.remove('pods', 'shop', 'gone');
  put('new');
  api.store.compact();
  watch();
  await expect.poll(news, SOON).toEqual(['relisted kept new']);
  put('later');
  await expect.poll(news, SOON).toEqual(['relisted kept new', 'changed later']);
  expect(watches()).toEqual(['1', '5']);
});

test('410 as an answer means the same', async () => {
  let isDone = false;
  api.faults.push(({ query }) => {
    if (isDone || !query.has('watch')) return undefined;
    isDone = true;
    return { kind: 'answer', status: 410, body: '{}' };
  });
  put('one');
  watch();
  await expect.poll(news, SOON).toEqual(['relisted one']);
});

test('an event that makes no sense leads to a new list, not to a wrong one', async () => {
  let isDone = false;
  api.faults.push(({ query }) => {
    if (isDone || !query.has('watch')) return undefined;
    isDone = true;
    return { kind: 'answer', status: 200, body: '{"type":"ADDED"}\n' };
  });
  put('one');
  watch();
  await expect.poll(news, SOON).toEqual(['relisted one']);
});

test('a kind that is deleted is empty from then on, and is watched again when it comes back', async () => {
  put('one');
  let isThere = false;
  api.faults.push(() => (isThere ? undefined : { kind: 'answer', status: 404, body: '{}' }));
  watch();
  await expect.poll(news, SOON).toEqual(['relisted ']);
  isThere = true;
  await expect.poll(news, SOON).toEqual(['relisted ', 'relisted one']);
});

test('takes fresh credentials when the old ones are refused', async () => {
  let token = 'old';
  const credentials: Identity['credentials'] = () =>
    Promise.resolve({ headers: { Authorization: `Bearer ${token}` }, tls: {} });
  let accepted = 'old';
  api.faults.push(({ headers }) =>
    headers['authorization'] === `Bearer ${accepted}` ? undefined : { kind: 'answer', status: 401, body: '{}' },
  );
  watch({}, identityOf(api, { credentials }));
  await expect.poll(watches, SOON).toEqual(['1']);
  [token, accepted] = ['new', 'new'];
  api.endWatches();
  put('after');
  await expect.poll(news, SOON).toEqual(['changed after']);
});

test('a connection that fell silent counts as lost', async () => {
  let isDone = false;
  api.faults.push(({ query }) => {
    if (isDone || !query.has('watch')) return undefined;
    isDone = true;
    put('meanwhile');
    return { kind: 'drip', everyMs: 5000 };
  });
  watch({ silenceMs: 200 });
  await expect.poll(news, SOON).toEqual(['changed meanwhile']);
  expect(brief()[0]).toContain('nothing came from');
});

test('a server that ends every watch at once is not stormed', async () => {
  api.faults.push(({ query }) => (query.has('watch') ? { kind: 'answer', status: 200, body: '' } : undefined));
  watch();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(watches().length).toBeLessThan(6);
  expect(watches().length).toBeGreaterThan(1);
});

test('trouble is told at once and waits grow', async () => {
  api.faults.push(() => ({ kind: 'answer', status: 503, body: '{"message":"etcd is away"}' }));
  watch();
  await expect.poll(() => brief()[0], { ...SOON, timeout: 1000 }).toContain('etcd is away');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(watches().length).toBeLessThan(6);
});
