import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareText } from '../model/cluster/index.ts';
import { loadManifests } from './load.ts';
import { findTool } from './testing.ts';
import type { LoadedManifests } from './types.ts';

const root = resolve(
  fileURLToPath(new URL('../..', import.meta.url)),
  process.env['MERLON_CORPORA'] ?? '../shared/corpora',
);
const present = existsSync(join(root, 'realworld'));
if (!present) console.warn(`skipped: there are no corpora in ${root} (name their folder in MERLON_CORPORA)`);
const builder = findTool('kustomize') ?? findTool('kubectl');

function codes(loaded: LoadedManifests): readonly string[] {
  return [...new Set(loaded.diagnostics.map(({ severity, code }) => `${severity} ${code}`))].toSorted(compareText);
}

describe.runIf(present)('manifests that people run', () => {
  const folders = present
    ? readdirSync(join(root, 'realworld'), { withFileTypes: true }).filter((one) => one.isDirectory())
    : [];

  it.each(folders.map(({ name }) => name))(
    '%s is read whole, with nothing to say but what is defined twice',
    async (name) => {
      const loaded = await loadManifests({ targets: [name], cwd: join(root, 'realworld'), kubernetesMinor: 35 });
      expect(codes(loaded).filter((code) => code !== 'note duplicate-object')).toEqual([]);
      expect(loaded.counts.objects).toBeGreaterThan(0);
      expect(loaded.counts).toMatchObject({ brokenDocuments: 0, skippedNonKubernetes: 0, unrenderedTemplates: 0 });
    },
  );

  it('are the same whatever the order in which they are named', async () => {
    const cwd = join(root, 'realworld');
    const names = folders.map(({ name }) => name);
    const forward = await loadManifests({ targets: names, cwd, kubernetesMinor: 35 });
    const backward = await loadManifests({ targets: names.toReversed(), cwd, kubernetesMinor: 35 });
    expect(backward).toEqual(forward);
  });
});

describe.runIf(present && builder !== undefined)('Kustomize trees that people build', () => {
  it('are built without errors; what is passed over is said', async () => {
    const loaded = await loadManifests({ targets: ['kustomize'], cwd: root, kubernetesMinor: 35, env: builder });
    expect(codes(loaded).filter((code) => code !== 'note duplicate-object')).toEqual([
      'note kustomize-component',
      'note kustomize-leftover',
    ]);
    expect(loaded.counts.kustomizations).toBeGreaterThan(0);
    expect(loaded.unreadable).toBe(false);
  });
});
