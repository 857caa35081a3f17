import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../model/json.ts';
import { type ConnectRequest, findIdentity, type Identity, KubeconfigError } from './index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-identity-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string | JsonObject): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const configOf = (user: JsonObject, cluster: JsonObject = {}, context: JsonObject = {}): JsonObject => ({
  clusters: [{ name: 'c', cluster: { server: 'https://a.example:6443', ...cluster } }],
  users: [{ name: 'u', user }],
  contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', ...context } }],
  'current-context': 'main',
});

function find(kubeconfig: string | undefined, more: Partial<ConnectRequest> = {}): Promise<Identity> {
  return findIdentity({ kubeconfig, env: {}, cwd: folder, home: folder, serviceAccountFolder: folder, ...more });
}

async function identityOf(user: JsonObject, cluster: JsonObject = {}): Promise<Identity> {
  return find(await put('config', configOf(user, cluster)));
}

const authorization = async (identity: Identity, fresh = false): Promise<unknown> =>
  (await identity.credentials(fresh)).headers['Authorization'];

async function messageOf(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KubeconfigError);
  return (error as KubeconfigError).message;
}

describe('which cluster, as whom', () => {
  const two = async (): Promise<string> => {
    const first = { ...configOf({ token: 'first' }), 'current-context': '' };
    const second = {
      ...configOf({ token: 'second' }, { server: 'https://b.example' }, { namespace: 'shop' }),
      'current-context': 'other',
    };
    const third = {
      contexts: [{ name: 'other', context: { cluster: 'c', user: 'third' } }],
      users: [{ name: 'third', user: { tokenFile: 'token' } }],
      'current-context': 'main',
    };
    await put('3/token', 'third\n');
    const files = [await put('1/config', first), await put('2/config', second), await put('3/config', third)];
    return [...files.slice(0, 1), path.join(folder, 'missing'), ...files.slice(1)].join(path.delimiter);
  };

  test('of names that several files give the first counts, and files that are missing do not', async () => {
    const KUBECONFIG = await two();
    const main = await find(undefined, { env: { KUBECONFIG }, context: 'main' });
    expect([main.server, main.namespace, await authorization(main)]).toEqual([
      'https://a.example:6443',
      undefined,
      'Bearer first',
    ]);
    // The first current-context that says something, and a path that belongs to the file it stands in.
    const current = await find(undefined, { env: { KUBECONFIG } });
    expect([current.name, current.server, await authorization(current)]).toEqual([
      'other',
      'https://a.example:6443',
      'Bearer third',
    ]);
  });

  test('in ~/.kube/config when nothing else is named', async () => {
    await put('.kube/config', configOf({ token: 'home' }));
    expect(await authorization(await find(undefined))).toBe('Bearer home');
  });

  test.each<[string, string | JsonObject, Partial<ConnectRequest>, string]>([
    ['no file', '', { kubeconfig: 'nowhere' }, 'cannot read the kubeconfig'],
    ['an unknown context', configOf({}), { context: 'x' }, 'has no context "x"; there are main'],
    [
      'no current context',
      { ...configOf({}), 'current-context': '' },
      {},
      'name one (--cluster CONTEXT): there are main',
    ],
    ['an empty file', '', {}, 'there are none'],
    ['a list', '[1]', {}, 'is no kubeconfig'],
    ['broken YAML', 'clusters:\n  - {name: a\n', {}, 'config:'],
    ['a missing cluster', { ...configOf({}), clusters: [] }, {}, 'names the cluster "c", which the kubeconfig lacks'],
    ['a missing user', { ...configOf({}), users: [] }, {}, 'names the user "u", which the kubeconfig lacks'],
    ['no server', configOf({}, { server: '' }), {}, 'no server with an http(s) address'],
    [
      'a server that is a file',
      configOf({}, { server: 'file:///etc/passwd' }),
      {},
      'no server with an http(s) address',
    ],
    ['a provider of old', configOf({ 'auth-provider': { name: 'gcp' } }), {}, '"gcp" is gone from Kubernetes'],
    [
      'an exec plugin of old',
      configOf({ exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'a' } }),
      {},
      'v1 and v1beta1 are known',
    ],
    ['groups without a user', configOf({}), { asGroups: ['dev'] }, 'need --as'],
  ])('%s: said', async (_name, config, more, said) => {
    const kubeconfig = await put('config', config);
    const asked = find(more.kubeconfig ?? kubeconfig, more).then((identity) => identity.credentials(false));
    expect(await messageOf(asked)).toContain(said);
  });
});

describe('what proves it', () => {
  test('a token in a file is read anew, and the token beside it is for when there is none', async () => {
    await put('token', 'one\n');
    const identity = await identityOf({ tokenFile: 'token', token: 'fixed' });
    expect(await authorization(identity)).toBe('Bearer one');
    await put('token', 'two');
    expect(await authorization(identity)).toBe('Bearer two');
    await rm(path.join(folder, 'token'));
    expect(await authorization(identity)).toBe('Bearer fixed');
    expect(await messageOf((await identityOf({ tokenFile: 'token' })).credentials(false))).toContain(
      'cannot read the token',
    );
  });

  test('data in the kubeconfig counts before files, and files are read anew', async () => {
    await put('ca.pem', 'from file');
    const both = await identityOf({}, { 'certificate-authority': 'ca.pem', 'certificate-authority-data': 'ZGF0YQ==' });
    expect(String((await both.credentials(false)).tls.ca)).toBe('data');
    const identity = await identityOf({}, { 'certificate-authority': 'ca.pem' });
    expect(String((await identity.credentials(false)).tls.ca)).toBe('from file');
    await put('ca.pem', 'rotated');
    expect(String((await identity.credentials(false)).tls.ca)).toBe('rotated');
  });

  test('nothing goes to a server without TLS', async () => {
    const identity = await identityOf({ token: 'secret', as: 'jane' }, { server: 'http://a.example:8001' });
    expect(await identity.credentials(false)).toEqual({ headers: { 'Impersonate-User': 'jane' }, tls: {} });
  });

  const KUBECONFIG_AS = {
    as: 'ci',
    'as-uid': '7',
    'as-groups': ['dev', 'ops'],
    'as-user-extra': { 'example.org/team': ['a', 'b'], 'ü%': ['c'] },
  };
  test.each<[string, JsonObject, Partial<ConnectRequest>, JsonObject]>([
    ['nobody', {}, {}, {}],
    [
      'of the command line',
      {},
      { asUser: 'jane', asGroups: ['dev'], asUid: '1' },
      {
        'Impersonate-User': 'jane',
        'Impersonate-Group': ['dev'],
        'Impersonate-Uid': '1',
      },
    ],
    [
      'of the kubeconfig',
      KUBECONFIG_AS,
      {},
      {
        'Impersonate-User': 'ci',
        'Impersonate-Uid': '7',
        'Impersonate-Group': ['dev', 'ops'],
        'Impersonate-Extra-example.org%2Fteam': ['a', 'b'],
        'Impersonate-Extra-%C3%BC%25': ['c'],
      },
    ],
    [
      'of the command line over the kubeconfig',
      { as: 'ci', 'as-groups': ['dev'] },
      { asUser: 'jane' },
      {
        'Impersonate-User': 'jane',
        'Impersonate-Group': ['dev'],
      },
    ],
    ['groups of the kubeconfig without a user', { 'as-groups': ['dev'] }, {}, {}],
  ])('impersonation: %s', async (_name, user, more, headers) => {
    const identity = await find(await put('config', configOf(user)), more);
    expect((await identity.credentials(false)).headers).toEqual(headers);
  });

  test('in a pod, its account: token and authority are read anew', async () => {
    await put('token', 'pod-token\n');
    await put('ca.crt', 'pod ca');
    await put('namespace', 'ops\n');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const identity = await find(undefined, { env });
    expect([identity.name, identity.server, identity.namespace]).toEqual([
      'in-cluster',
      'https://[fd00::1]:443',
      'ops',
    ]);
    expect(await authorization(identity)).toBe('Bearer pod-token');
    await put('token', 'next');
    await put('ca.crt', 'next ca');
    const { headers, tls } = await identity.credentials(false);
    expect([headers['Authorization'], String(tls.ca)]).toEqual(['Bearer next', 'next ca']);
    await rm(path.join(folder, 'token'));
    expect(await messageOf(find(undefined, { env }))).toContain('this is no pod');
  });
});

describe('an exec plugin', () => {
  const API = 'client.authentication.k8s.io/v1';
  /** A plugin that counts its runs, keeps what it was told, and answers with a status. */
  async function plugin(status: JsonObject, more: JsonObject = {}): Promise<JsonObject> {
    const code = `
      const { appendFileSync } = require('node:fs');
      appendFileSync(${JSON.stringify(path.join(folder, 'runs'))}, process.env.KUBERNETES_EXEC_INFO + '\\n');
      const run = require('node:fs').readFileSync(${JSON.stringify(path.join(folder, 'runs'))}, 'utf8').trim().split('\\n').length;
      const status = JSON.parse(process.argv[2].replaceAll('RUN', run));
      console.log(JSON.stringify({ apiVersion: '${API}', kind: 'ExecCredential', status }));
    `;
    const file = await put('plugin.cjs', code);
    return { exec: { apiVersion: API, command: process.execPath, args: [file, JSON.stringify(status)], ...more } };
  }
  const told = async (): Promise<readonly JsonObject[]> => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(path.join(folder, 'runs'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
  };

  test('is run once until its token ends, and again when the server refuses the token', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const identity = await identityOf(await plugin({ token: 'token-RUN', expirationTimestamp: later }));
    expect([await authorization(identity), await authorization(identity)]).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
    expect(await authorization(identity, true)).toBe('Bearer token-2');
    expect(await told()).toEqual([
      { apiVersion: API, kind: 'ExecCredential', spec: { interactive: false } },
      { apiVersion: API, kind: 'ExecCredential', spec: { interactive: false } },
    ]);
  });

  test('is run again when its token has ended', async () => {
    const before = new Date(Date.now() - 1000).toISOString();
    const identity = await identityOf(await plugin({ token: 'token-RUN', expirationTimestamp: before }));
    expect([await authorization(identity), await authorization(identity)]).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('may give a certificate, and is told of the cluster when it wants to know', async () => {
    await put('ca.pem', 'the ca');
    const user = await plugin({ clientCertificateData: 'cert', clientKeyData: 'key' }, { provideClusterInfo: true });
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
    const cluster = {
      'certificate-authority': 'ca.pem',
      'tls-server-name': 'k8s',
      'proxy-url': 'http://p:1',
      extensions,
    };
    const { headers, tls } = await (await identityOf(user, cluster)).credentials(false);
    expect([headers['Authorization'], tls.cert, tls.key]).toEqual([undefined, 'cert', 'key']);
    expect((await told())[0]?.['spec']).toEqual({
      interactive: false,
      cluster: {
        server: 'https://a.example:6443',
        'tls-server-name': 'k8s',
        'certificate-authority-data': Buffer.from('the ca').toString('base64'),
        'proxy-url': 'http://p:1',
        config: { audience: 'x' },
      },
    });
  });

  test('that gives nothing is an error: as nobody we would be told that nothing may be read', async () => {
    expect(await messageOf((await identityOf(await plugin({}))).credentials(false))).toContain('gave neither');
  });

  test.each<[string, JsonObject, string]>([
    [
      'is not installed',
      { command: 'merlon-no-such-plugin', installHint: 'Get it from your admin.' },
      'is not installed. Get it from your admin.',
    ],
    [
      'fails',
      { command: process.execPath, args: ['-e', 'console.error("no login"); process.exit(3)'] },
      'failed: no login',
    ],
    ['says no JSON', { command: process.execPath, args: ['-e', 'console.log("hi")'] }, 'failed'],
    ['has no name', { command: '' }, 'names no command'],
  ])('that %s: said', async (_name, exec, said) => {
    const asked = identityOf({ exec: { apiVersion: API, ...exec } }).then((identity) => identity.credentials(false));
    expect(await messageOf(asked)).toContain(said);
  });

  test('with a relative path belongs to the kubeconfig’s folder', async () => {
    const asked = (await identityOf({ exec: { apiVersion: API, command: './bin/login' } })).credentials(false);
    expect(await messageOf(asked)).toContain(`"${path.join(folder, 'bin/login')}" is not installed`);
  });
});

describe('OpenID Connect', () => {
  const tokenOf = (exp: number): string =>
    [{ alg: 'none' }, { exp }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
      .concat('.x');

  test('a token that holds is taken', async () => {
    const token = tokenOf(Math.floor(Date.now() / 1000) + 600);
    const identity = await identityOf({ 'auth-provider': { name: 'oidc', config: { 'id-token': token } } });
    expect(await authorization(identity)).toBe(`Bearer ${token}`);
  });

  test.each<[string, JsonObject]>([
    ['cannot be refreshed', { 'id-token': tokenOf(1) }],
    ['is missing', {}],
  ])('a token that %s means a new login', async (_name, config) => {
    const identity = await identityOf({ 'auth-provider': { name: 'oidc', config } });
    expect(await messageOf(identity.credentials(false))).toContain('log in again');
  });

  test('a provider that is away is said', async () => {
    const config = {
      'id-token': tokenOf(1),
      'client-id': 'merlon',
      'refresh-token': 'r',
      'idp-issuer-url': 'https://127.0.0.1:1/',
    };
    const identity = await identityOf({ 'auth-provider': { name: 'oidc', config } });
    expect(await messageOf(identity.credentials(false))).toContain('could not be refreshed');
  });
});
