import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isList, type JsonObject, valueAt } from '../../../../src/model/json.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { merlon, reportOf, startMerlon } from './support.ts';

const HOUR_MS = 3_600_000;

let plane: ControlPlane;
let admin: string;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.kubeconfig();
  await plane.createNamespace('shop');
  await makePods(1200);
});
afterAll(async () => plane.stop());

async function makePods(count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, i) => `pod-${i}`)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const name of names) {
      const spec = { containers: [{ name: 'app', image: 'app:1' }], automountServiceAccountToken: false };
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
      await plane.admin.send('POST', '/api/v1/namespaces/shop/pods', { body });
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

function podsIn(report: JsonObject): unknown {
  const namespaces = valueAt(report, ['summary', 'namespaces']);
  const shop = isList(namespaces) ? namespaces.find((one) => valueAt(one, ['namespace']) === 'shop') : undefined;
  return valueAt(shop, ['workloads']);
}

async function kubeconfigWith(change: (config: JsonObject) => JsonObject, name: string): Promise<string> {
  const config = JSON.parse(await readFile(admin, 'utf8')) as JsonObject;
  const file = path.join(plane.folder, name);
  await writeFile(file, JSON.stringify(change(config)));
  return file;
}

test('an API server that is killed in the middle and comes back: all of it is read', async () => {
  const scanning = merlon(admin, 'scan', '--cluster', '-o', 'json');
  await new Promise((resolve) => setTimeout(resolve, 350));
  await plane.killApiServer();
  await plane.restartApiServer();
  const report = reportOf(await scanning);
  expect(podsIn(report)).toBe(1200);
  expect((report['unread'] as readonly JsonObject[]).filter(({ problem }) => problem === 'failed')).toEqual([]);
});

test('a client certificate that has expired: said as such, exit code 3', async () => {
  const expired = await plane.kubeconfig(
    { user: 'admin', groups: ['system:masters'] },
    { notBefore: new Date(Date.now() - 2 * HOUR_MS), notAfter: new Date(Date.now() - HOUR_MS) },
  );
  const { code, stderr } = await merlon(expired, 'scan', '--cluster');
  expect(code).toBe(3);
  expect(stderr).toContain('the client certificate expired at');
});

test('a token that has expired: said with the time', async () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'ES256' })}.${part({ exp: past })}.c2ln`;
  const file = await kubeconfigWith(
    (config) => ({ ...config, users: [{ name: 'admin', user: { token } }] }),
    'expired',
  );
  const { code, stderr } = await merlon(file, 'scan', '--cluster');
  expect(code).toBe(3);
  expect(stderr).toContain(`the token expired at ${new Date(past * 1000).toISOString()}`);
});

test('another authority than the kubeconfig names: not trusted, and said what may have happened', async () => {
  const other = await startControlPlane();
  try {
    const ca = Buffer.from(other.caPem).toString('base64');
    const file = await kubeconfigWith(
      (config) => ({
        ...config,
        clusters: [{ name: 'merlon-test', cluster: { server: plane.url, 'certificate-authority-data': ca } }],
      }),
      'other-ca',
    );
    const { code, stderr } = await merlon(file, 'scan', '--cluster');
    expect(code).toBe(3);
    expect(stderr).toContain('the cluster may have changed its authority');
  } finally {
    await other.stop();
  }
});

test('impersonation is the server’s to allow', async () => {
  const { code, stdout } = await merlon(admin, 'scan', '--cluster', '--as', 'nobody', '-o', 'json');
  expect(code).toBe(3);
  const unread = (JSON.parse(stdout) as JsonObject)['unread'] as readonly JsonObject[];
  expect(unread.some(({ resource, problem }) => resource === 'pods' && problem === 'forbidden')).toBe(true);
});

test('a watch survives a restart of the API server and tells of what happened since', async () => {
  const child = startMerlon(admin, 'scan', '--cluster', '--watch', '-o', 'json', '--quiet');
  let out = '';
  child.stdout?.on('data', (bytes: Buffer) => (out += bytes.toString()));
  const reports = (): number => out.split('"kind": "Report"').length - 1;
  try {
    await expect.poll(reports, { timeout: 30_000 }).toBe(1);
    const spec = { containers: [{ name: 'app', image: 'app:1', securityContext: { privileged: true } }] };
    const pod = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
    await plane.admin.send('POST', '/api/v1/namespaces/shop/pods', { body: pod('before') });
    await expect.poll(() => out.includes('"name":"before"'), { timeout: 30_000 }).toBe(true);
    await plane.killApiServer();
    await plane.restartApiServer();
    await plane.admin.send('POST', '/api/v1/namespaces/shop/pods', { body: pod('after') });
    await expect.poll(() => out.includes('"name":"after"'), { timeout: 60_000 }).toBe(true);
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
  }
});
