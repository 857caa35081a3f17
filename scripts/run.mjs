import { bundleScript } from './lib/bundle-script.mjs';
import { runNode } from './lib/run-node.mjs';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node scripts/run.mjs FILE.ts [argument …]');
  process.exit(2);
}
process.exitCode = await runNode(['--enable-source-maps', await bundleScript(entry), ...args]);
