import { spawn } from 'node:child_process';
import path from 'node:path';
import { findChromium } from './chromium.ts';

/** Usage: npm run pages:test -- [--require] [filter …]. Without Chromium the suite is skipped; `--require` makes that a failure. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const isRequired = args.includes('--require');
if (findChromium() === undefined) {
  console.log('skipped: no Chromium; name one by CHROMIUM_PATH, or install it (apt-get install chromium)');
  console.log(`0 passed, ${isRequired ? 1 : 0} failed`);
  process.exitCode = isRequired ? 1 : 0;
} else {
  const config = path.join(ROOT, 'test/pages/vitest.config.ts');
  const filters = args.filter((arg) => arg !== '--require');
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/test.mjs'), '--config', config, ...filters], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
