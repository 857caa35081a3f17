import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeApi, startFakeApi } from '../support/fake-api/index.ts';
import { buildMerlon, ROOT } from './run-merlon.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-watch-'));
let api: FakeApi;

function put(image: string): void {
  for (let i = 0; i < 20; i++) {
    const spec = { containers: [{ name: 'app', image, securityContext: { privileged: true } }] };
    api.store.put('pods', { metadata: { name: `risky-${i}`, namespace: 'shop' }, spec });
  }
}

beforeAll(async () => {
  await buildMerlon();
  api = await startFakeApi({});
  api.store.put('namespaces', { metadata: { name: 'shop' } });
  put('app:0');
  const config = {
    clusters: [{ name: 'c', cluster: { server: api.url } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'f', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'f',
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
}, 60_000);
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether the process ends within some time. */
function ends(child: ChildProcess, ms: number): Promise<boolean> {
  const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)));
  return Promise.race([ended, sleep(ms, false)]);
}

test('a watch whose reader has stopped reading ends when it is interrupted', async () => {
  const args = ['scan', '--cluster', '--kubeconfig', 'config', '--watch', '-q', '-o', 'json', '--profile', 'all'];
  const child = spawn(process.execPath, [join(ROOT, 'dist/merlon.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.pause();
    // More than pipes hold: the program is at a report that nobody takes.
    for (let k = 1; k <= 12; k++) {
      put(`app:${k}`);
      await sleep(150);
    }
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    const isOver = await ends(child, 500);
    if (!isOver) child.kill('SIGINT');
    expect(isOver || (await ends(child, 3000))).toBe(true);
  } finally {
    child.kill('SIGKILL');
  }
}, 30_000);
