import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildControlPlane, findBinaries, NEWEST, NoControlPlaneError } from '../index.ts';

/**
 * Runs the suites that need a real control plane: `npm run cluster:test -- [--require] [filter …]`. Without programs for one they are skipped with one line;
 * `--require` builds them, and fails where that cannot be done.
 */
const ROOT = path.resolve(import.meta.dirname, '../../..');
const args = process.argv.slice(2);
const isRequired = args.includes('--require');
const filters = args.filter((arg) => arg !== '--require');

async function isReady(): Promise<boolean> {
  try {
    if (isRequired && (process.env['KUBEBUILDER_ASSETS'] ?? '') === '')
      await buildControlPlane(NEWEST, (line) => console.error(line));
    await findBinaries(NEWEST);
    return true;
  } catch (error) {
    if (!(error instanceof NoControlPlaneError)) throw error;
    console.log(`skipped: ${error.message}`);
    return false;
  }
}

if (await isReady()) {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'scripts/test.mjs'), '--config', path.join(ROOT, 'test/cluster/vitest.config.ts'), ...filters],
    { cwd: ROOT, stdio: 'inherit' },
  );
  process.exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
} else {
  console.log(`0 passed, ${isRequired ? 1 : 0} failed`);
  process.exitCode = isRequired ? 1 : 0;
}
