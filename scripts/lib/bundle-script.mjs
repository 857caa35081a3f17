import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from './root.mjs';

/**
 * Gives each bundled file the `import.meta` of its source: without it every file would believe that it lies in the cache folder.
 */
const keepSourceLocation = {
  name: 'keep-source-location',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.filename', JSON.stringify(file));
      return { contents, loader: 'ts' };
    });
  },
};

/** Bundles a TypeScript program of the repository for Node (packages stay outside) and returns the file to run. */
export async function bundleScript(entry) {
  const file = path.resolve(entry);
  const name = path.relative(ROOT, file).replaceAll(/[^A-Za-z0-9-]+/g, '.');
  const outdir = path.join(ROOT, 'node_modules/.cache/merlon', name.replace(/\.ts$/, ''));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { main: file },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [keepSourceLocation],
  });
  return path.join(outdir, 'main.mjs');
}
