import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildMerlon, ROOT } from '../cli/run-merlon.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true, containers: []}\n';

it('installs from its tarball into an empty folder, without a network, and scans there', async () => {
  await buildMerlon();
  const folder = mkdtempSync(join(tmpdir(), 'merlon-pack-'));
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, tarball)], folder);
    writeFileSync(join(folder, 'pod.yaml'), POD);
    const run = (...args: readonly string[]): string =>
      execFileSync(join(folder, 'node_modules/.bin/merlon'), [...args], { cwd: folder, encoding: 'utf8', input: POD });
    expect(run('version')).toMatch(/^merlon \d/);
    expect(run('scan', 'pod.yaml', '--fail-on', 'never')).toContain('pod.yaml:4:17');
    expect(JSON.parse(run('scan', '-', '-o', 'json', '--fail-on', 'never'))).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ check: 'host-pid' })]),
    });
    expect(run('explain', 'KSV-0010')).toContain('host-pid');
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['merlon']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
