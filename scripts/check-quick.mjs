import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './lib/root.mjs';

/** Tools by the program they run; all of them look at the whole repository. */
const CHECKS = [
  { name: 'types', args: ['typescript/bin/tsc', '--noEmit'] },
  {
    name: 'types in the browser',
    args: ['typescript/bin/tsc', '--noEmit', '-p', 'src/outcomes/access-review/page/browser'],
  },
  { name: 'lint', args: ['oxlint/bin/oxlint', '--report-unused-disable-directives', '--deny-warnings'] },
  { name: 'format', args: ['oxfmt/bin/oxfmt', '--check', '.'] },
];

function runCheck({ name, args: [tool, ...args] }) {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', tool), ...args], { cwd: ROOT });
  const output = [];
  child.stdout.on('data', (bytes) => output.push(bytes));
  child.stderr.on('data', (bytes) => output.push(bytes));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      resolve({ name, passed: code === 0, seconds, output: Buffer.concat(output).toString().trim() });
    });
  });
}

const results = await Promise.all(CHECKS.map(runCheck));
const failed = results.filter(({ passed }) => !passed);
for (const { name, output } of failed) console.log(`${name}:\n${output}\n`);
for (const { name, passed, seconds } of results) console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
