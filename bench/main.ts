import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchPosture } from './posture.ts';
import { benchStart } from './start.ts';

/** Usage: npm run bench -- start | posture [--sizes 1000,10000,100000] [--runs 5] */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sizes: { type: 'string', default: '1000,10000,100000' }, runs: { type: 'string', default: '5' } },
});
const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
if (built.status !== 0) throw new Error('the program does not build');
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: give a whole number from 1 on`);
const names = positionals.length === 0 ? ['start', 'posture'] : positionals;
let missed = 0;
for (const name of names) {
  if (name !== 'start' && name !== 'posture') throw new Error(`no bench ${name}; there are start and posture`);
  const good = name === 'start' ? benchStart() : benchPosture(values.sizes.split(',').map(Number), runs);
  if (!good) missed++;
}
console.log(`${names.length - missed} passed, ${missed} failed`);
process.exitCode = missed > 0 ? 1 : 0;
