import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { makeFolder, podText } from './testing.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65534;

/** Loads a folder in a child that is not root, since root may read everything. */
async function loadAsNobody(cwd: string, prepare: () => void): Promise<unknown> {
  const main = join(cwd, 'main.mjs');
  const script = `import { loadManifests } from ${JSON.stringify(fileURLToPath(new URL('./load.ts', import.meta.url)))};
    const { objects, diagnostics, unreadable } = await loadManifests({ targets: ['tree'], cwd: ${JSON.stringify(cwd)}, kubernetesMinor: 35 });
    console.log(JSON.stringify({ names: objects.map((one) => one.ref.name), unreadable, diagnostics: diagnostics.map(({ severity, code, message }) => [severity, code, message]) }));`;
  await build({
    stdin: { contents: script, resolveDir: cwd, loader: 'js' },
    outfile: main,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  chmodSync(cwd, 0o755);
  prepare();
  const out = execFileSync(process.execPath, [main], {
    cwd: '/',
    encoding: 'utf8',
    ...(root ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return JSON.parse(out) as unknown;
}

describe.runIf(process.platform !== 'win32')('an unreadable folder', () => {
  it('and an unreadable file are errors, and the rest is read', async () => {
    const folder = makeFolder({
      'tree/a.yaml': podText('a'),
      'tree/locked/b.yaml': podText('b'),
      'tree/c.yaml': podText('c'),
    });
    const locked = join(folder.path, 'tree', 'locked');
    try {
      const loaded = await loadAsNobody(folder.path, () => {
        chmodSync(locked, 0o000);
        chmodSync(join(folder.path, 'tree', 'c.yaml'), 0o000);
      });
      expect(loaded).toEqual({
        names: ['a'],
        unreadable: true,
        diagnostics: [
          ['error', 'unreadable-file', 'tree/c.yaml may not be read: permission denied'],
          ['error', 'unreadable-folder', 'tree/locked may not be read: permission denied; its files were not read'],
        ],
      });
    } finally {
      chmodSync(locked, 0o755);
      folder.remove();
    }
  });
});
