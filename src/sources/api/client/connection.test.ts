import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeApi, identityOf, startFakeApi, type Trouble } from '../../../../test/support/fake-api/index.ts';
import type { Identity } from '../credentials/index.ts';
import { ApiError, type ApiProblem, type Connection, type ConnectionOptions, openConnection } from './index.ts';

let api: FakeApi;
let open: Connection[] = [];

beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(async () => {
  for (const connection of open) connection.close();
  open = [];
  await api.stop();
});

function connect(options: Partial<ConnectionOptions> = {}, identity: Identity = identityOf(api)): Connection {
  const made = openConnection(identity, { userAgent: 'merlon/test', ...options });
  open.push(made);
  return made;
}

/** The error that a request comes to; fails the test when it comes to none. */
async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

const say = (status: number, headers: Record<string, string> = {}): Trouble => ({
  kind: 'answer',
  status,
  headers,
  body: JSON.stringify({ kind: 'Status', message: `said ${status}` }),
});

/** The first `count` requests go wrong. */
const first =
  (count: number, trouble: Trouble) =>
  ({ index }: { readonly index: number }): Trouble | undefined =>
    index < count ? trouble : undefined;

describe('what passes is asked for again', () => {
  test.each([
    ['a storm of 429 that asks for a second', first(2, say(429, { 'Retry-After': '1' })), 2000],
    ['500, 502, 503', ({ index }: { index: number }) => [say(500), say(502), say(503)][index], 0],
    ['a connection that is cut in the middle', first(2, { kind: 'cut', afterBytes: 9 }), 0],
  ])('%s', async (_name, fault, atLeastMs) => {
    api.faults.push(fault);
    const started = performance.now();
    const connection = connect();
    expect(await connection.get('/version')).toEqual({ gitVersion: 'v1.37.2' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(atLeastMs);
    expect(connection.counts.retries).toBe(api.requests.length - 1);
    expect(connection.counts.retries).toBeGreaterThan(1);
  });

  test('a server that is away and comes back', async () => {
    await api.kill();
    const connection = connect();
    const asked = connection.get('/version');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await api.restart();
    expect(await asked).toEqual({ gitVersion: 'v1.37.2' });
  });

  test.each<[string, Trouble, ApiProblem, string]>([
    ['429 for ever', say(429), 'throttled', 'given up after 1 s'],
    ['503 for ever', say(503), 'unavailable', 'given up after 1 s'],
    ['a wait that is longer than our patience', say(429, { 'Retry-After': '3600' }), 'throttled', 'said 429'],
  ])('%s ends at the deadline', async (_name, trouble, problem, said) => {
    api.faults.push(() => trouble);
    const started = performance.now();
    const error = await failure(connect({ deadlineMs: 1000 }).get('/version'));
    expect([error.problem, error.message]).toEqual([problem, expect.stringContaining(said)]);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('a server that is gone: said where', async () => {
    await api.kill();
    const error = await failure(connect({ deadlineMs: 300 }).get('/version'));
    expect(error.problem).toBe('unavailable');
    expect(error.message).toContain(`${api.url} cannot be reached`);
    await api.restart();
  });
});

describe('what stands is an error at once', () => {
  test.each<[string, Trouble, ApiProblem]>([
    ['403', say(403), 'forbidden'],
    ['404', say(404), 'not-found'],
    ['410', say(410), 'gone'],
    ['422', say(422), 'bad-answer'],
    ['a redirect, which is not followed', say(302, { Location: 'http://127.0.0.1:1/' }), 'bad-answer'],
    ['no JSON', { kind: 'answer', status: 200, body: '<html>sign in</html>' }, 'bad-answer'],
    ['half of a JSON', { kind: 'answer', status: 200, body: '{"items":[' }, 'bad-answer'],
    [
      'half of a JSON with a large number',
      { kind: 'answer', status: 200, body: '[12345678901234567890,' },
      'bad-answer',
    ],
  ])('%s', async (_name, trouble, problem) => {
    api.faults.push(() => trouble);
    const error = await failure(connect().get('/version'));
    expect(error.problem).toBe(problem);
    expect(api.requests.length).toBe(1);
  });

  test('an answer beyond the limit is not read to its end', async () => {
    api.faults.push(() => ({ kind: 'answer', status: 200, body: `"${'x'.repeat(3 * 1024 * 1024)}"` }));
    const error = await failure(connect({ maxBytes: 1024 * 1024 }).get('/version'));
    expect([error.problem, error.message]).toEqual(['bad-answer', expect.stringContaining('larger than 1 MiB')]);
  });

  test.each<[string, Trouble]>([
    ['silence', { kind: 'hang' }],
    ['a byte now and then', { kind: 'drip', everyMs: 50 }],
    ['an answer after the time', { kind: 'late', byMs: 1500 }],
  ])('%s: too slow', async (_name, trouble) => {
    api.faults.push(() => trouble);
    const error = await failure(connect({ requestTimeoutMs: 300 }).get('/version'));
    expect([error.problem, error.message]).toEqual(['timeout', 'no answer to /version within 0.3 s']);
  });
});

describe('who asks', () => {
  const expecting = (token: string) => {
    return ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): Trouble | undefined =>
      headers['authorization'] === `Bearer ${token}` ? undefined : say(401);
  };

  /** Gives another token each time that fresh ones are asked for. */
  function rotating(): { readonly identity: Identity; readonly asked: boolean[] } {
    const asked: boolean[] = [];
    const credentials: Identity['credentials'] = (fresh) => {
      asked.push(fresh);
      return Promise.resolve({ headers: { Authorization: `Bearer token-${asked.length}` }, tls: {} });
    };
    return { identity: identityOf(api, { credentials }), asked };
  }

  test('a token that the server takes no more is replaced once, for all requests together', async () => {
    const { identity, asked } = rotating();
    api.faults.push(expecting('token-2'));
    const connection = connect({}, identity);
    await Promise.all(Array.from({ length: 4 }, () => connection.get('/version')));
    expect(asked).toEqual([false, true]);
  });

  test('requests under way are not lost when another one renews the credentials', async () => {
    const { identity } = rotating();
    api.faults.push(({ path, headers }) => {
      if (path === '/api') return { kind: 'late', byMs: 400 };
      return headers['authorization'] === 'Bearer token-1' ? say(401) : undefined;
    });
    const connection = connect({}, identity);
    const slow = connection.get('/api');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await connection.get('/version');
    await slow;
    expect(api.requests.map(({ path }) => path)).toEqual(['/api', '/version', '/version']);
  });

  test('a token that is refused twice: said, with what to do', async () => {
    api.faults.push(() => say(401));
    const error = await failure(connect().get('/version'));
    expect(error.problem).toBe('unauthorized');
    expect(error.message).toContain('log in again');
    expect(api.requests.length).toBe(2);
  });

  test('a token that says when it ended: said', async () => {
    const token = ['e30', Buffer.from(JSON.stringify({ exp: 1_700_000_000 })).toString('base64url'), 'x'].join('.');
    const credentials: Identity['credentials'] = () =>
      Promise.resolve({ headers: { Authorization: `Bearer ${token}` }, tls: {} });
    api.faults.push(() => say(401));
    const error = await failure(connect({}, identityOf(api, { credentials })).get('/version'));
    expect(error.message).toContain('the token expired at 2023-11-14T22:13:20.000Z');
  });

  test.each([
    [-2, 'the clock of this machine is 120 min ahead'],
    [3, 'the clock of this machine is 180 min behind'],
  ])('a clock that is %d h off', async (hours, said) => {
    const Date_ = new Date(Date.now() + hours * 3_600_000).toUTCString();
    api.faults.push(() => say(401, { Date: Date_ }));
    expect((await failure(connect().get('/version'))).message).toContain(said);
  });

  test('User-Agent and impersonation are sent', async () => {
    const headers = { 'Impersonate-User': 'jane', 'Impersonate-Group': ['dev', 'ops'] };
    const identity = identityOf(api, { credentials: () => Promise.resolve({ headers, tls: {} }) });
    await connect({}, identity).get('/version');
    expect(api.requests[0]?.headers).toMatchObject({
      'user-agent': 'merlon/test',
      'impersonate-user': 'jane',
      'impersonate-group': 'dev, ops',
    });
  });
});

describe('how it behaves', () => {
  test('ends with the signal, also while it waits', async () => {
    api.faults.push(() => say(503));
    const ending = new AbortController();
    const asked = connect({ signal: ending.signal }).get('/version');
    setTimeout(() => ending.abort(), 100);
    await expect(asked).rejects.toThrow('aborted');
  });

  test('asks no more often than it was told', async () => {
    const connection = connect({ requestsPerSecond: 10 });
    const started = performance.now();
    // Ten at once after a pause, and five more at ten a second.
    await Promise.all(Array.from({ length: 15 }, () => connection.get('/version')));
    expect(performance.now() - started).toBeGreaterThan(400);
  });

  test('POSTs reviews and nothing else', async () => {
    const connection = connect();
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    api.faults.push(() => ({ kind: 'answer', status: 201, body: '{"status":{"allowed":true}}' }));
    expect(await connection.review(path, { spec: { nonResourceAttributes: {} } })).toEqual({
      status: { allowed: true },
    });
    expect(api.requests[0]).toMatchObject({ method: 'POST', path, body: '{"spec":{"nonResourceAttributes":{}}}' });
    for (const other of [
      '/api/v1/namespaces/a/pods',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/../../../../api/v1/pods',
      '/api/v1/namespaces/a/serviceaccounts/b/token',
    ])
      await failure(connection.review(other, {}));
    expect(api.requests.length).toBe(1);
  });

  test.each<[string, unknown]>([
    ['{"a":9007199254740993}', { a: 9007199254740993n }],
    ['{"a\\\\" : -9007199254740993}', { 'a\\': -9007199254740993n }],
    ['[-9223372036854775808]', [-9223372036854775808n]],
    ['[1, 9223372036854775807]', [1, 9223372036854775807n]],
    [
      '{"a":1.5,"b":"sha256:9007199254740993","c":"1,9007199254740993"}',
      { a: 1.5, b: 'sha256:9007199254740993', c: '1,9007199254740993' },
    ],
  ])('whole numbers beyond 2^53 stay exact: %s', async (body, value) => {
    api.faults.push(() => ({ kind: 'answer', status: 200, body }));
    expect(await connect().get('/version')).toEqual(value);
  });
});
