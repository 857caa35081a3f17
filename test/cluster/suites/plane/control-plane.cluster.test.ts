import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf, valueAt } from '../../../../src/model/json.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the control plane of the tests', () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: ['clusterrole-aggregation-controller'] });
  });
  afterAll(async () => plane.stop());

  test('says which version it is', async () => {
    const version = await plane.admin.send('GET', '/version');
    expect(version['gitVersion']).toBe(`v${plane.version}`);
  });

  test('enforces Pod Security', async () => {
    await plane.createNamespace('enforced', { 'pod-security.kubernetes.io/enforce': 'baseline' });
    const pod = (privileged: boolean) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: privileged ? 'bad' : 'good' },
      spec: { containers: [{ name: 'app', image: 'app', securityContext: { privileged } }] },
    });
    const create = (privileged: boolean) =>
      plane.admin.request('POST', '/api/v1/namespaces/enforced/pods', {
        body: pod(privileged),
        query: { dryRun: 'All' },
      });
    expect((await create(false)).status).toBe(201);
    const refused = await create(true);
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain('violates PodSecurity');
  });

  test('authorizes by certificate and by token, and records who asked', async () => {
    const nobody = await plane.client({ user: 'nobody' });
    expect((await nobody.request('GET', '/api/v1/namespaces')).status).toBe(403);
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    await plane.createNamespace('tokens');
    const made = await plane.admin.send('POST', '/api/v1/namespaces/tokens/serviceaccounts/default/token', { body });
    const token = textOf(valueAt(made, ['status', 'token']));
    const answered = await plane.tokenClient(token).request('GET', '/api/v1/namespaces/tokens/pods');
    expect(answered.status).toBe(403);
    const users = (await plane.audit()).map((event) => JSON.stringify(event['user']));
    expect(users.some((user) => user.includes('"nobody"'))).toBe(true);
    expect(users.some((user) => user.includes('system:serviceaccount:tokens:default'))).toBe(true);
  });

  test('aggregates roles', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    await expect
      .poll(async () => JSON.stringify((await plane.admin.send('GET', `${roles}/view`))['rules'] ?? null).length, {
        timeout: 30_000,
      })
      .toBeGreaterThan(100);
  });

  test('keeps what was stored when the API server is killed', async () => {
    await plane.createNamespace('kept');
    await plane.killApiServer();
    await expect(plane.admin.request('GET', '/api/v1/namespaces/kept')).rejects.toThrow('ECONNREFUSED');
    await plane.restartApiServer();
    expect((await plane.admin.request('GET', '/api/v1/namespaces/kept')).status).toBe(200);
  });
});

test('nothing is left of a control plane: not when it is stopped, and not when its owner is killed', async () => {
  const plane = await startControlPlane();
  const pids = plane.processIds();
  expect(pids.every(isAlive)).toBe(true);
  await plane.stop();
  expect(pids.some(isAlive)).toBe(false);
  await expect(access(plane.folder)).rejects.toThrow('ENOENT');

  const root = path.resolve(import.meta.dirname, '../../../..');
  const owner = spawn(
    process.execPath,
    [path.join(root, 'scripts/run.mjs'), path.join(import.meta.dirname, 'hold-a-plane.ts')],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  const said = await new Promise<string>((resolve) =>
    owner.stdout.once('data', (bytes: Buffer) => resolve(String(bytes))),
  );
  const left = JSON.parse(said) as { readonly pids: readonly number[]; readonly folder: string };
  expect(left.pids.length).toBeGreaterThan(0);
  process.kill(-(owner.pid ?? 0), 'SIGKILL');
  await expect.poll(() => left.pids.some(isAlive), { timeout: 20_000 }).toBe(false);
  // The next run removes its folder.
  await (await startControlPlane()).stop();
  await expect(access(left.folder)).rejects.toThrow('ENOENT');
});
