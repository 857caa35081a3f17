import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type GroupKind, stateOf, type WorldState } from '../../../../src/model/cluster/index.ts';
import { type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import {
  collectLive,
  type Connection,
  type ConnectionOptions,
  findIdentity,
  type LiveCluster,
  type LiveEvent,
  type LiveRequest,
  openConnection,
  watchLive,
} from '../../../../src/sources/api/index.ts';
import { startFakeProxy } from '../../../support/fake-api/index.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';

const PODS = 300;
const KINDS: readonly GroupKind[] = ['Pod', 'ConfigMap', 'Namespace', 'Deployment.apps'];
const SOON = { timeout: 30_000, interval: 20 };

let plane: ControlPlane;
let admin: string;
const ending: (() => Promise<void> | void)[] = [];

async function put(name: string, spec: JsonObject = {}): Promise<void> {
  const containers = [{ name: 'app', image: 'app:1' }];
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
  await plane.admin.send('POST', '/api/v1/namespaces/shop/pods', { body });
}

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.kubeconfig();
  await plane.createNamespace('shop');
  const names = Array.from({ length: PODS }, (_, i) => `pod-${i}`)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const name of names) await put(name);
  };
  await Promise.all(Array.from({ length: 16 }, work));
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});
afterAll(async () => plane.stop());

async function connect(kubeconfig: string, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const identity = await findIdentity({ kubeconfig, env: {}, cwd: '/', home: '/' });
  const connection = openConnection(identity, { userAgent: 'merlon/test', deadlineMs: 30_000, ...options });
  ending.push(() => connection.close());
  return connection;
}

const collect = (connection: Connection, more: Partial<LiveRequest> = {}): Promise<LiveCluster> =>
  collectLive(connection, { kinds: KINDS, namespaces: [], secrets: 'none', extraTemplates: {}, ...more });
const podsOf = ({ objects }: LiveCluster): number => objects.filter(({ gk }) => gk === 'Pod').length;
const stateIn = ({ worlds }: LiveCluster, gk: GroupKind): WorldState['state'] => stateOf(worlds, gk, undefined).state;

async function changed(change: (config: JsonObject) => JsonObject, name: string): Promise<string> {
  const file = path.join(plane.folder, name);
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(admin, 'utf8')) as JsonObject)));
  return file;
}

const withCluster = (cluster: JsonObject, name: string): Promise<string> =>
  changed(
    (config) => ({ ...config, clusters: [{ name: 'merlon-test', cluster: { server: plane.url, ...cluster } }] }),
    name,
  );

/** Gives a user a role in the whole cluster. Members of system:masters are exempt from much of what is tested here. */
async function bind(user: string, role: string): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  await plane.admin.send('POST', `/apis/${group}/v1/clusterrolebindings`, {
    body: {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: group, kind: 'User', name: user }],
    },
  });
}

/** Runs something with an API server that has other flags. */
async function withServer(args: readonly string[], run: () => Promise<void>): Promise<void> {
  await plane.killApiServer();
  await plane.restartApiServer(args);
  try {
    await run();
  } finally {
    await plane.killApiServer();
    await plane.restartApiServer();
  }
}

interface Watched {
  readonly events: LiveEvent[];
  readonly names: () => readonly string[];
}

function watch(connection: Connection, live: LiveCluster, resourceVersion?: string): Watched {
  const events: LiveEvent[] = [];
  const stop = new AbortController();
  const points = live.watchPoints
    .filter(({ resource }) => resource.gk === 'Pod')
    .map((point) => (resourceVersion === undefined ? point : { ...point, resourceVersion }));
  const watching = watchLive(connection, points, (event) => events.push(event), { signal: stop.signal });
  ending.unshift(async () => {
    stop.abort();
    await watching;
  });
  // A server that starts again may have forgotten the place: then the list as it is now is what is told.
  const names = (): readonly string[] =>
    events.flatMap((event) => {
      if (event.kind === 'relisted') return event.objects.map(({ ref }) => ref.name);
      return event.kind === 'changed' ? [event.object.ref.name] : [];
    });
  return { events, names };
}

describe('lists', () => {
  test('storms of 429 are survived: a server that takes one request at a time', async () => {
    await bind('crowd', 'cluster-admin');
    const few = ['--enable-priority-and-fairness=false', '--max-requests-inflight=1'];
    await withServer(few, async () => {
      const file = await plane.kubeconfig({ user: 'crowd' });
      const crowd = await Promise.all(Array.from({ length: 8 }, () => connect(file)));
      const read = await Promise.all(crowd.map((connection) => collect(connection, { pageSize: 10 })));
      expect(new Set(read.map(podsOf))).toEqual(new Set([PODS]));
      expect(read.flatMap(({ unread }) => unread).filter(({ problem }) => problem === 'failed')).toEqual([]);
      expect(crowd.reduce((sum, { counts }) => sum + counts.retries, 0)).toBeGreaterThan(0);
    });
  });

  test('a moment that etcd forgets meanwhile: whole all the same', async () => {
    await withServer(['--watch-cache=false', '--etcd-compaction-interval=1s'], async () => {
      // Two pages a second: the list takes longer than etcd keeps what was.
      const slow = await connect(admin, { requestsPerSecond: 2 });
      let isOver = false;
      const writing = (async () => {
        for (let i = 0; !isOver; i++) {
          const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `beat-${i}` } };
          await plane.admin.send('POST', '/api/v1/namespaces/shop/configmaps', { body });
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      const live = await collect(slow, { kinds: ['Pod'], pageSize: 30 });
      isOver = true;
      await writing;
      expect([podsOf(live), stateIn(live, 'Pod')]).toEqual([PODS, 'closed']);
      expect(new Set(live.objects.map(({ ref }) => ref.name)).size).toBe(live.objects.length);
      // Version, discovery, definitions and ten pages would be fourteen.
      expect(slow.counts.requests).toBeGreaterThan(14);
    });
  });

  test('a server that stands still is too slow, said for each list, and no verdict rests on it', async () => {
    // Slowly: on a busy machine it takes a moment until every thread of the server stands still.
    const connection = await connect(admin, { requestTimeoutMs: 1000, deadlineMs: 3000, requestsPerSecond: 20 });
    const [, server] = plane.processIds();
    if (server === undefined) throw new Error('no API server');
    let seen = 0;
    const live = await collect(connection, {
      pageSize: 5,
      onProgress: ({ kind }) => {
        if (kind === 'Pod' && ++seen === 2) process.kill(server, 'SIGSTOP');
      },
    }).finally(() => process.kill(server, 'SIGCONT'));
    expect([stateIn(live, 'Pod'), podsOf(live), live.unreadable]).toEqual(['unreadable', 0, true]);
    expect(live.unread.find(({ gk }) => gk === 'Pod')?.reason).toMatch(/no answer .* within 1 s/);
  });

  test('403 on one kind: that kind is not known, and the permission is named', async () => {
    const rules = [
      { apiGroups: ['', 'apps'], resources: ['pods', 'namespaces', 'deployments'], verbs: ['list', 'watch'] },
    ];
    const meta = { name: 'most-kinds' };
    const api = '/apis/rbac.authorization.k8s.io/v1';
    await plane.admin.send('POST', `${api}/clusterroles`, {
      body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: meta, rules },
    });
    await bind('most', 'most-kinds');
    const connection = await connect(await plane.kubeconfig({ user: 'most' }));
    await expect.poll(async () => podsOf(await collect(connection)), SOON).toBe(PODS);
    const live = await collect(connection);
    expect([stateIn(live, 'ConfigMap'), stateIn(live, 'Pod'), stateIn(live, 'Deployment.apps')]).toEqual([
      'unreadable',
      'closed',
      'closed',
    ]);
    expect(live.unread.find(({ gk }) => gk === 'ConfigMap')?.reason).toContain(
      'User "most" cannot list resource "configmaps"',
    );
  });

  test('an aggregated API that is down hides nothing else and holds up nothing', async () => {
    const body = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.down.example' },
      spec: {
        group: 'down.example',
        version: 'v1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { namespace: 'shop', name: 'nobody', port: 443 },
      },
    };
    await plane.admin.send('POST', '/apis/apiregistration.k8s.io/v1/apiservices', { body });
    try {
      const connection = await connect(admin);
      const kinds: readonly GroupKind[] = [...KINDS, 'Thing.down.example'];
      const isSaid = async (): Promise<boolean> =>
        (await collect(connection, { kinds })).diagnostics.some(({ message }) => message.startsWith('down.example/v1'));
      await expect.poll(isSaid, SOON).toBe(true);
      const started = performance.now();
      const live = await collect(connection, { kinds });
      expect(performance.now() - started).toBeLessThan(8000);
      expect([stateIn(live, 'Thing.down.example'), stateIn(live, 'Pod'), podsOf(live)]).toEqual([
        'unreadable',
        'closed',
        PODS,
      ]);
    } finally {
      await plane.admin.request('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1.down.example');
    }
  });
});

describe('who asks, and the way there', () => {
  test('a certificate of the future: our clock may be behind', async () => {
    const hour = 3_600_000;
    const early = { notBefore: new Date(Date.now() + hour), notAfter: new Date(Date.now() + 2 * hour) };
    const file = await plane.kubeconfig({ user: 'admin', groups: ['system:masters'] }, early);
    await expect(collect(await connect(file))).rejects.toThrow('the client certificate holds from');
  });

  test('a proxy in between carries lists and watches', async () => {
    const proxy = await startFakeProxy(() => 200);
    ending.push(() => proxy.stop());
    const ca = Buffer.from(plane.caPem).toString('base64');
    const file = await withCluster({ 'certificate-authority-data': ca, 'proxy-url': proxy.url }, 'proxied');
    const connection = await connect(file);
    const live = await collect(connection);
    expect(podsOf(live)).toBe(PODS);
    const { names } = watch(connection, live);
    await put('through-the-proxy');
    await expect.poll(names, SOON).toContain('through-the-proxy');
    await plane.admin.request('DELETE', '/api/v1/namespaces/shop/pods/through-the-proxy', {
      query: { gracePeriodSeconds: '0' },
    });
    expect(proxy.asked.every(({ target }) => target === new URL(plane.url).host)).toBe(true);
  });

  test('an account that is replaced while we watch: its token file is read again, and nothing is missed', async () => {
    const tokenFile = path.join(plane.folder, 'token');
    const accounts = '/api/v1/namespaces/shop/serviceaccounts';
    const api = 'rbac.authorization.k8s.io';
    for (const name of ['first', 'second'])
      await plane.admin.send('POST', accounts, {
        body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
      });
    await plane.admin.send('POST', `/apis/${api}/v1/clusterrolebindings`, {
      body: {
        apiVersion: `${api}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'both' },
        roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: ['first', 'second'].map((name) => ({ kind: 'ServiceAccount', namespace: 'shop', name })),
      },
    });
    const writeToken = async (name: string): Promise<void> => {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
      const made = await plane.admin.send('POST', `${accounts}/${name}/token`, { body });
      await writeFile(tokenFile, textOf(valueAt(made, ['status', 'token'])));
    };
    await writeToken('first');
    const file = await changed(
      (config) => ({ ...config, users: [{ name: 'admin', user: { tokenFile } }] }),
      'with-token-file',
    );
    const connection = await connect(file);
    const live = await collect(connection);
    expect(podsOf(live)).toBe(PODS);
    const { names, events } = watch(connection, live);
    await plane.admin.send('DELETE', `${accounts}/first`);
    await plane.killApiServer();
    await plane.restartApiServer();
    const isRefused = (): boolean =>
      events.some(({ kind, ...event }) => kind === 'trouble' && JSON.stringify(event).includes('log in again'));
    await expect.poll(isRefused, SOON).toBe(true);
    await writeToken('second');
    await put('after-the-change');
    await expect.poll(names, SOON).toContain('after-the-change');
    expect(podsOf(await collect(connection))).toBe(PODS + 1);
  });
});

describe('watches', () => {
  test('a gap: what the server has forgotten is read anew', async () => {
    const connection = await connect(admin);
    const live = await collect(connection);
    const { events } = watch(connection, live, '1');
    await expect.poll(() => events.map(({ kind }) => kind), SOON).toContain('relisted');
    const [first] = events;
    expect(first?.kind === 'relisted' ? first.objects.length : 0).toBe(podsOf(live));
    expect(events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
  });

  test('ask for nothing but lists and watches of what was declared', async () => {
    const before = (await plane.audit()).length;
    const file = await plane.kubeconfig({ user: 'watcher', groups: ['system:masters'] });
    const connection = await connect(file);
    const live = await collect(connection);
    const { names } = watch(connection, live);
    await put('watched');
    await expect.poll(names, SOON).toContain('watched');
    const own = (await plane.audit())
      .slice(before)
      .filter((event) => valueAt(event, ['user', 'username']) === 'watcher' && event['objectRef'] !== undefined);
    const asked = own.map((event) => `${textOf(event['verb'])} ${textOf(valueAt(event, ['objectRef', 'resource']))}`);
    expect([...new Set(asked)].toSorted()).toEqual([
      'list configmaps',
      'list customresourcedefinitions',
      'list deployments',
      'list namespaces',
      'list pods',
      'watch pods',
    ]);
  });
});
