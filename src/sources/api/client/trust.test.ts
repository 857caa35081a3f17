import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, makeAuthority } from '../../../../test/cluster/pki.ts';
import {
  type FakeApi,
  type FakeProxy,
  type FakeTls,
  identityOf,
  startFakeApi,
  startFakeProxy,
} from '../../../../test/support/fake-api/index.ts';
import type { Credentials, Identity } from '../credentials/index.ts';
import { ApiError, type Connection, openConnection } from './index.ts';

const HOUR_MS = 3_600_000;

let authority: Authority;
let other: Authority;
let api: FakeApi;
const ending: (() => Promise<void> | void)[] = [];

async function keysOf(of: Authority, from = -1, to = 24): Promise<FakeTls> {
  const now = Date.now();
  const { certificate, key } = await of.server({
    notBefore: new Date(now + from * HOUR_MS),
    notAfter: new Date(now + to * HOUR_MS),
  });
  return { cert: certificate, key };
}

beforeAll(async () => {
  [authority, other] = await Promise.all([makeAuthority(), makeAuthority()]);
  api = await startFakeApi({ tls: await keysOf(authority) });
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});
afterAll(async () => api.stop());

const trusting = (ca: Authority = authority): Credentials['tls'] => ({ ca: ca.pair.certificate });

function connect(identity: Identity, requestTimeoutMs = 2000): Connection {
  const made = openConnection(identity, { userAgent: 'merlon/test', deadlineMs: 1500, requestTimeoutMs });
  ending.push(() => made.close());
  return made;
}

async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('the certificate of the server', () => {
  async function apiWith(from: number, to: number): Promise<FakeApi> {
    const made = await startFakeApi({ tls: await keysOf(authority, from, to) });
    ending.push(() => made.stop());
    return made;
  }

  test('is checked against the authority of the kubeconfig', async () => {
    const good = connect(identityOf(api, { tls: trusting() }));
    expect(await good.get('/version')).toEqual({ gitVersion: 'v1.37.2' });
    const error = await failure(connect(identityOf(api, { tls: trusting(other) })).get('/version'));
    expect(error.problem).toBe('tls');
    expect(error.message).toContain('the cluster may have changed its authority');
  });

  test('that has expired, or is of the future, may be the fault of our clock', async () => {
    const expired = await failure(connect(identityOf(await apiWith(-3, -1), { tls: trusting() })).get('/version'));
    expect([expired.problem, expired.message]).toEqual([
      'tls',
      expect.stringContaining('clock of this machine is ahead'),
    ]);
    const early = await failure(connect(identityOf(await apiWith(1, 3), { tls: trusting() })).get('/version'));
    expect([early.problem, early.message]).toEqual(['tls', expect.stringContaining('clock of this machine is behind')]);
  });

  test('for another name: said, and tls-server-name helps', async () => {
    const elsewhere = { url: api.url, name: 'kubernetes.example' };
    const wrong = identityOf(elsewhere, { tls: { ...trusting(), servername: elsewhere.name } });
    const error = await failure(connect(wrong).get('/version'));
    expect([error.problem, error.message]).toEqual(['tls', expect.stringContaining('tls-server-name')]);
    const right = identityOf(elsewhere, { tls: { ...trusting(), servername: 'kubernetes.default.svc' } });
    expect(await connect(right).get('/version')).toEqual({ gitVersion: 'v1.37.2' });
  });

  test('of an authority that changed while we run: its file is read again', async () => {
    const changing = await apiWith(-1, 24);
    let known = authority;
    const credentials: Identity['credentials'] = () => Promise.resolve({ headers: {}, tls: trusting(known) });
    const connection = connect(identityOf(changing, { credentials }));
    await connection.get('/version');
    await changing.kill();
    await changing.restart(await keysOf(other));
    known = other;
    expect(await connection.get('/version')).toEqual({ gitVersion: 'v1.37.2' });
    // Not when the file says what it said: then it is no change that anyone announced.
    await changing.kill();
    await changing.restart(await keysOf(authority));
    expect((await failure(connection.get('/version'))).problem).toBe('tls');
  });

  test('is not asked for where the kubeconfig says so, and no server is taken for plain HTTP', async () => {
    const careless = identityOf(api, { tls: { rejectUnauthorized: false } });
    expect(await connect(careless).get('/version')).toEqual({ gitVersion: 'v1.37.2' });
    const plain = await startFakeApi();
    ending.push(() => plain.stop());
    const wrong = identityOf({ url: plain.url.replace('http:', 'https:') }, { tls: trusting() });
    expect((await failure(connect(wrong).get('/version'))).problem).toBe('tls');
  });

  test('of the client that has expired is named when the server does not know us', async () => {
    const past = { notBefore: new Date(Date.now() - 2 * HOUR_MS), notAfter: new Date(Date.now() - HOUR_MS) };
    const { certificate, key } = await authority.client({ user: 'jane' }, past);
    const refusing = await apiWith(-1, 24);
    refusing.faults.push(() => ({ kind: 'answer', status: 401, body: '{}' }));
    const identity = identityOf(refusing, {
      credentials: () => Promise.resolve({ headers: {}, tls: { ...trusting(), cert: certificate, key } }),
    });
    const error = await failure(connect(identity).get('/version'));
    expect(error.problem).toBe('unauthorized');
    const second = new Date(Math.floor(past.notAfter.getTime() / 1000) * 1000).toISOString();
    expect(error.message).toContain(`the client certificate expired at ${second}`);
  });
});

describe('a proxy in between', () => {
  async function proxyThat(answer: (login: string) => number | 'hang'): Promise<FakeProxy> {
    const proxy = await startFakeProxy(answer);
    ending.push(() => proxy.stop());
    return proxy;
  }
  const through = (proxy: string): Identity => identityOf(api, { tls: trusting(), proxy });

  test('carries everything, and the server is checked all the same', async () => {
    const proxy = await proxyThat(() => 200);
    const connection = connect(through(proxy.url));
    await connection.get('/version');
    await connection.get('/api');
    expect(proxy.asked).toEqual([{ target: new URL(api.url).host, login: '' }]);
    const distrusting = identityOf(api, { tls: trusting(other), proxy: proxy.url });
    expect((await failure(connect(distrusting).get('/version'))).problem).toBe('tls');
  });

  test('is told the login that its address names, and the address is not printed with it', async () => {
    const login = `Basic ${Buffer.from('jane:s3cret').toString('base64')}`;
    const proxy = await proxyThat((said) => (said === login ? 200 : 407));
    const withLogin = proxy.url.replace('//', '//jane:s3cret@');
    await connect(through(withLogin)).get('/version');
    const refused = await failure(connect(through(withLogin.replace('s3cret', 'wr0ng'))).get('/version'));
    expect(refused.message).toContain(`the proxy ${new URL(proxy.url).host} answered 407`);
    expect(refused.message).toContain('login');
    expect(refused.message).not.toContain('wr0ng');
    // It stands: asking again changes nothing.
    expect(proxy.asked.length).toBe(2);
  });

  test('that cannot reach the server is asked again, and named in the end', async () => {
    let count = 0;
    const proxy = await proxyThat(() => (count++ < 2 ? 502 : 200));
    expect(await connect(through(proxy.url)).get('/version')).toEqual({ gitVersion: 'v1.37.2' });
    const broken = await proxyThat(() => 502);
    const error = await failure(connect(through(broken.url)).get('/version'));
    expect([error.problem, error.message]).toEqual(['unavailable', expect.stringContaining('answered 502')]);
  });

  test('that keeps silent is too slow', async () => {
    const proxy = await proxyThat(() => 'hang');
    const error = await failure(connect(through(proxy.url), 300).get('/version'));
    expect([error.problem, error.message]).toEqual(['timeout', expect.stringContaining('within 0.3 s')]);
  });

  test('that is not there is named', async () => {
    const proxy = await proxyThat(() => 200);
    await proxy.stop();
    const error = await failure(connect(through(proxy.url)).get('/version'));
    expect([error.problem, error.message]).toEqual(['unavailable', expect.stringContaining(new URL(proxy.url).host)]);
    ending.length = 0;
  });
});
