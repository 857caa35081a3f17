import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon } from './run-merlon.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-live-use-'));
const KUBECONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'test',
  clusters: [{ name: 'test', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'test', user: { token: 'hush' } }],
  contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
};

beforeAll(async () => {
  await buildMerlon();
  writeFileSync(join(folder, 'config'), JSON.stringify(KUBECONFIG));
  writeFileSync(join(folder, 'broken'), 'a: [');
  writeFileSync(
    join(folder, 'pod.yaml'),
    '{apiVersion: v1, kind: Pod, metadata: {name: secret-name}, spec: {containers: []}}',
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIVE = ['--cluster', '--kubeconfig', 'config'];

describe('wrong use of live clusters', () => {
  it.each<[string, readonly string[], number, string]>([
    ['an unknown context', ['scan', '--cluster', 'prod', '--kubeconfig', 'config'], 3, 'prod'],
    ['no such kubeconfig', ['scan', '--cluster', '--kubeconfig', 'none'], 3, 'none'],
    ['a kubeconfig that cannot be read', ['scan', '--cluster', '--kubeconfig', 'broken'], 3, 'broken'],
    ['files and a cluster', ['scan', 'pod.yaml', ...LIVE], 2, '--cluster'],
    ['a watch of files', ['scan', 'pod.yaml', '--watch'], 2, '--watch needs --cluster'],
    ['a watch as SARIF', ['scan', ...LIVE, '--watch', '-o', 'sarif'], 2, 'not as SARIF'],
    ['a snapshot of both', ['snapshot', 'pod.yaml', ...LIVE, '-o', 'x.snapshot'], 2, '--cluster'],
    ['a snapshot to nowhere', ['snapshot', 'pod.yaml'], 2, 'output'],
    [
      'a snapshot of an unknown context',
      ['snapshot', '--cluster', 'prod', '--kubeconfig', 'config', '-o', 'x'],
      3,
      'prod',
    ],
    ['a role for nobody', ['rbac', 'print', '--for', 'scan', '--service-account', 'sa'], 2, 'namespace/name'],
    [
      'a role of no profile',
      ['rbac', 'print', '--for', 'scan', '--profile', 'none'],
      2,
      'Allowed choices are recommended',
    ],
    ['a role for no command', ['rbac', 'print', '--for', 'none'], 2, 'none'],
  ])('%s', async (_what, args, code, message) => {
    const result = await merlon(args, { cwd: folder });
    expect([result.code, result.out]).toEqual([code, '']);
    expect(result.err).toContain(message);
    expect(result.err).not.toMatch(/\n\s+at |hush/);
  });
});

describe('a snapshot', () => {
  it('of files is scanned as the files are', async () => {
    expect(await merlon(['snapshot', 'pod.yaml', '-o', 'a.snapshot'], { cwd: folder })).toEqual({
      code: 0,
      out: '',
      err: 'a.snapshot: 1 objects\n',
    });
    const { out, code } = await merlon(['scan', 'a.snapshot', '-o', 'json'], { cwd: folder });
    expect(code).toBeLessThan(2);
    expect(out).toContain('secret-name');
  });

  it('with --redact holds no name', async () => {
    const { err } = await merlon(['snapshot', 'pod.yaml', '-o', 'b.snapshot', '--redact'], { cwd: folder });
    expect(err).toBe('b.snapshot: 1 objects, under other names\n');
    const { out } = await merlon(['scan', 'b.snapshot', '-o', 'json'], { cwd: folder });
    expect(out).toContain('"Pod"');
    expect(out).not.toContain('secret-name');
  });
});

describe('rbac print', () => {
  it('gives YAML that every command reads', async () => {
    const { out, code } = await merlon(['rbac', 'print', '--for', 'scan', '--service-account', 'security/merlon']);
    expect(code).toBe(0);
    expect(out).toMatch(/^# What `merlon scan --cluster --profile recommended` reads/);
    expect(out).not.toMatch(/secrets|\*/);
    const again = await merlon(['scan', '-', '-o', 'json'], { input: out });
    expect(again.code).toBeLessThan(2);
  });
});
