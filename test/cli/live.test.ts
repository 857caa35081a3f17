import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { type Authority, makeAuthority } from '../cluster/pki.ts';
import { type FakeApi, type FakeTls, startFakeApi } from '../support/fake-api/index.ts';
import { buildMerlon, type CliResult, merlon } from './run-merlon.ts';

/** An OpenID Connect provider that runs. */
interface Provider {
  readonly issuer: string;
  /** The id token that it gives. */
  readonly fresh: string;
  readonly server: Server;
  /** How clients proved who they are. */
  readonly logins: readonly (string | undefined)[];
}

let folder: string;
let authority: Authority;
let tls: FakeTls;
let api: FakeApi;

beforeAll(async () => {
  await buildMerlon();
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-live-'));
  authority = await makeAuthority();
  const { certificate, key } = await authority.server();
  tls = { cert: certificate, key };
  await writeFile(path.join(folder, 'ca.pem'), authority.pair.certificate);
});
beforeEach(async () => {
  api = await startFakeApi({ tls });
  api.store.put('namespaces', { metadata: { name: 'shop' } });
  const spec = { containers: [{ name: 'app', image: 'app:1', securityContext: { privileged: true } }] };
  api.store.put('pods', { metadata: { name: 'risky', namespace: 'shop' }, spec });
});
afterEach(() => api.stop());
afterAll(() => rm(folder, { recursive: true, force: true }));

async function scan(user: JsonObject, ...args: readonly string[]): Promise<CliResult> {
  const kubeconfig = path.join(folder, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server: api.url, 'certificate-authority': 'ca.pem' } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'fake', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'fake',
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  const env = { KUBECONFIG: kubeconfig, NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') };
  return merlon(['scan', '--cluster', ...args], { env });
}

const authorizations = (): readonly unknown[] => [
  ...new Set(api.requests.map(({ headers }) => headers['authorization'])),
];

test('a live cluster is scanned, and what was not asked for is said to be unknown', async () => {
  const { code, out } = await scan({ token: 'good' });
  expect(code).toBe(1);
  expect(out).toContain('risky');
  expect(authorizations()).toEqual(['Bearer good']);
});

describe('the official client’s plugins, as they are bundled', () => {
  test('an exec plugin gives the token', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'of-a-plugin' },
    };
    const args = ['-e', `console.log(${JSON.stringify(JSON.stringify(credential))})`];
    const exec = { apiVersion: credential.apiVersion, command: process.execPath, args };
    expect((await scan({ exec })).code).toBe(1);
    expect(authorizations()).toEqual(['Bearer of-a-plugin']);
  });

  test('a plugin that waits for a login that nobody gives ends with --timeout', async () => {
    const args = ['-e', 'setTimeout(() => {}, 8000)'];
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args };
    const started = performance.now();
    const { code, err } = await scan({ exec }, '--timeout', '1');
    expect([code, err]).toEqual([3, expect.stringContaining('longer than --timeout allows')]);
    expect(performance.now() - started).toBeLessThan(6000);
  });

  const part = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const idToken = (claims: JsonObject): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;

  /** A provider that knows one refresh token. */
  async function startProvider(): Promise<Provider> {
    let issuer = '';
    let fresh = '';
    const logins: (string | undefined)[] = [];
    const server = createServer(tls, (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (request.url === '/.well-known/openid-configuration') {
        response.end(
          JSON.stringify({
            issuer,
            token_endpoint: `${issuer}/token`,
            authorization_endpoint: `${issuer}/auth`,
            jwks_uri: `${issuer}/keys`,
          }),
        );
        return;
      }
      logins.push(request.headers.authorization);
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const isKnown = new URLSearchParams(body).get('refresh_token') === 'refresh-me';
        response.statusCode = isKnown ? 200 : 400;
        response.end(
          JSON.stringify(
            isKnown
              ? { access_token: 'a', token_type: 'bearer', id_token: fresh, expires_in: 600 }
              : { error: 'invalid_grant' },
          ),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const now = Math.floor(Date.now() / 1000);
    fresh = idToken({ iss: issuer, aud: 'merlon', sub: 'jane', iat: now, exp: now + 600 });
    return { issuer, fresh, server, logins };
  }

  const oidc = (issuer: string, more: JsonObject): JsonObject => {
    const config = { 'id-token': idToken({ exp: 1 }), 'client-id': 'merlon', 'idp-issuer-url': issuer, ...more };
    return { 'auth-provider': { name: 'oidc', config } };
  };

  test.each([
    ['without a secret', {}, undefined],
    ['with a secret', { 'client-secret': 'hush' }, `Basic ${Buffer.from('merlon:hush').toString('base64')}`],
  ])('OpenID Connect: a token that is over is refreshed, %s', async (_name, more, login) => {
    const { issuer, fresh, server, logins } = await startProvider();
    const { code, err } = await scan(oidc(issuer, { 'refresh-token': 'refresh-me', ...more }));
    await new Promise((resolve) => server.close(resolve));
    expect([code, err]).toEqual([1, '']);
    expect(authorizations()).toEqual([`Bearer ${fresh}`]);
    expect(logins).toEqual([login]);
  });

  test('OpenID Connect: a refresh token that is over means a new login', async () => {
    const { issuer, server } = await startProvider();
    const { code, err } = await scan(oidc(issuer, { 'refresh-token': 'of-yesterday' }));
    await new Promise((resolve) => server.close(resolve));
    expect([code, err]).toEqual([3, expect.stringMatching(/could not be refreshed: .*log in again/)]);
    expect(api.requests).toEqual([]);
  });
});

describe('faults', () => {
  test('a server that is not there is said within seconds', async () => {
    await api.kill();
    const started = performance.now();
    const { code, err } = await scan({ token: 'good' });
    expect([code, err]).toEqual([3, expect.stringContaining('cannot be reached')]);
    expect(performance.now() - started).toBeLessThan(25_000);
    await api.restart();
  });

  test('403 on one kind: no clean bill, the permission is named, and nobody is asked twice', async () => {
    const message = 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope';
    api.faults.push(({ path: asked }) =>
      asked === '/api/v1/pods'
        ? { kind: 'answer', status: 403, body: JSON.stringify({ kind: 'Status', message }) }
        : undefined,
    );
    const { code, out } = await scan({ token: 'good' });
    expect(code).toBe(3);
    expect(out).not.toContain('risky');
    expect(out).toMatch(/list.*pods|pods.*list/);
    expect(api.requests.filter(({ path: asked }) => asked === '/api/v1/pods').length).toBe(1);
  });
});
