import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../model/json.ts';
import { findIdentity } from './index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,11}$/);
const pem = fc.constantFrom('pem one', 'pem two', 'pem three');

/** A file of the kubeconfig's folder by its relative path, or inline data. */
function fileOrData(field: string): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    fc.constant({}),
    pem.map((text): JsonObject => ({ [`${field}-data`]: base64(text) })),
    fc
      .constantFrom('pki/one.pem', './pki/two.pem', '../shared/three.pem')
      .map((file): JsonObject => ({ [field]: file })),
  );
}

const cluster = fc
  .tuple(
    fc.constantFrom('https://a.example', 'https://a.example:6443/', 'https://10.0.0.1/k8s/clusters/c-1'),
    fileOrData('certificate-authority'),
    fc.constantFrom({}, { 'tls-server-name': 'kubernetes' }),
    fc.constantFrom({}, { 'insecure-skip-tls-verify': true }, { 'insecure-skip-tls-verify': false }),
    fc.constantFrom({}, { 'proxy-url': 'http://proxy.example:3128' }, { 'proxy-url': 'socks5://proxy.example:1080' }),
  )
  .map(([server, ca, name, check, proxy]): JsonObject => ({ server, ...ca, ...name, ...check, ...proxy }));

const user = fc
  .tuple(
    fc.oneof(
      fc.constant({}),
      word.map((token): JsonObject => ({ token })),
      word.map((username): JsonObject => ({ username, password: 'pass' })),
    ),
    fileOrData('client-certificate'),
    fileOrData('client-key'),
  )
  .map(([proof, cert, key]): JsonObject => ({ ...proof, ...cert, ...key }));

const context = fc
  .tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.constantFrom({}, { namespace: 'shop' }))
  .map(([ofCluster, ofUser, rest]) => ({ ofCluster, ofUser, rest }));

/** Up to three kubeconfigs in three folders, in which no name is given twice: the official loader takes that for an error. */
const setup = fc.record({
  clusters: fc.array(cluster, { minLength: 1, maxLength: 4 }),
  users: fc.array(user, { minLength: 1, maxLength: 4 }),
  contexts: fc.array(context, { minLength: 1, maxLength: 4 }),
  current: fc.nat({ max: 5 }),
  files: fc.integer({ min: 1, max: 3 }),
});
type Setup = typeof setup extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(items: readonly T[], index: number): number => index % items.length;

function filesOf({ clusters, users, contexts, current, files }: Setup): readonly JsonObject[] {
  const own = <T>(items: readonly T[], file: number): readonly (readonly [T, number])[] =>
    items.map((item, i) => [item, i] as const).filter(([, i]) => i % files === file);
  return Array.from({ length: files }, (_, file) => ({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: own(clusters, file).map(([one, i]) => ({ name: `cluster-${i}`, cluster: one })),
    users: own(users, file).map(([one, i]) => ({ name: `user-${i}`, user: one })),
    contexts: own(contexts, file).map(([one, i]) => ({
      name: `context-${i}`,
      context: {
        cluster: `cluster-${at(clusters, one.ofCluster)}`,
        user: `user-${at(users, one.ofUser)}`,
        ...one.rest,
      },
    })),
    // Only the first one that says it counts.
    ...(file === 0 ? { 'current-context': `context-${at(contexts, current)}` } : {}),
  }));
}

async function write(files: readonly JsonObject[]): Promise<readonly string[]> {
  await mkdir(path.join(folder, 'shared'), { recursive: true });
  await writeFile(path.join(folder, 'shared/three.pem'), 'three');
  return Promise.all(
    files.map(async (config, i) => {
      const own = path.join(folder, `of-${i}`);
      await mkdir(path.join(own, 'pki'), { recursive: true });
      await writeFile(path.join(own, 'pki/one.pem'), `one of ${i}`);
      await writeFile(path.join(own, 'pki/two.pem'), `two of ${i}`);
      const file = path.join(own, 'config');
      await writeFile(file, JSON.stringify(config));
      return file;
    }),
  );
}

/** What a loader makes of a kubeconfig, in one form for both. */
type Said = Readonly<Record<string, unknown>>;

const textOf = (bytes: unknown): string | undefined =>
  bytes === undefined || bytes === null ? undefined : Buffer.from(bytes as Buffer).toString();

async function official(files: readonly string[]): Promise<Said> {
  const [first, ...rest] = files.map((file) => {
    const config = new KubeConfig();
    config.loadFromFile(file);
    return config;
  });
  if (first === undefined) throw new Error('no file');
  for (const config of rest) first.mergeConfig(config, true);
  const options: Record<string, unknown> = { headers: {} };
  await first.applyToHTTPSOptions(options as Parameters<typeof first.applyToHTTPSOptions>[0]);
  const headers = options['headers'] as Record<string, string>;
  const auth = options['auth'] as string | undefined;
  return {
    name: first.getCurrentContext(),
    server: first.getCurrentCluster()?.server,
    proxy: first.getCurrentCluster()?.proxyUrl ?? undefined,
    namespace: first.getContextObject(first.getCurrentContext())?.namespace,
    authorization: auth === undefined ? headers['Authorization'] : `Basic ${base64(auth)}`,
    ca: textOf(options['ca']),
    cert: textOf(options['cert']),
    key: textOf(options['key']),
    servername: options['servername'],
    isUnchecked: options['rejectUnauthorized'] === false,
  };
}

async function ours(files: readonly string[]): Promise<Said> {
  const env = { KUBECONFIG: files.join(path.delimiter) };
  const identity = await findIdentity({ env, cwd: folder, home: folder });
  const { headers, tls } = await identity.credentials(false);
  return {
    name: identity.name,
    server: identity.server,
    proxy: identity.proxy,
    namespace: identity.namespace,
    authorization: headers['Authorization'],
    ca: textOf(tls.ca),
    cert: textOf(tls.cert),
    key: textOf(tls.key),
    servername: tls.servername,
    isUnchecked: tls.rejectUnauthorized === false,
  };
}

test('kubeconfigs say what the official client reads in them', async () => {
  await fc.assert(
    fc.asyncProperty(setup, async (made) => {
      const files = await write(filesOf(made));
      expect(await ours(files)).toEqual(await official(files));
    }),
    { numRuns: 300 },
  );
});
