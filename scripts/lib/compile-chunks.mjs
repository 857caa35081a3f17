import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DIST, ROOT } from './root.mjs';
import { runNode } from './run-node.mjs';

const COMPILED = path.join(DIST, 'compiled');

/** Forgets what was compiled of chunks that are about to change: of a text V8 checks the length only. */
export function removeCompiled() {
  return rm(COMPILED, { recursive: true, force: true });
}

/**
 * Keeps what this Node.js compiles of the chunks that help, lists and a scan load, for `launch.ts` to read: V8's code cache of each, in a folder named after
 * version, platform and architecture, since no other Node.js can use it.
 */
export async function compileChunks() {
  const folder = path.join(COMPILED, `${process.version}-${process.platform}-${process.arch}`);
  await mkdir(folder, { recursive: true });
  const child = path.join(ROOT, 'scripts/lib/compile-child.cjs');
  const options = { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] };
  const code = await runNode([child, path.join(DIST, 'merlon.js'), folder], options);
  if (code !== 0) throw new Error(`${child} ended with exit code ${code}`);
}
