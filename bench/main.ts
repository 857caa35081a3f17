import { spawnSync } from 'node:child_process';
import { readArguments } from '../scripts/lib/arguments.ts';
import { benchAccess } from './access.ts';
import { benchLive } from './live.ts';
import { benchPosture } from './posture.ts';
import { benchStart } from './start.ts';
import { benchWatch } from './watch.ts';

const USAGE =
  'npm run bench -- [start] [posture [--sizes 1000,10000,100000]] [live] [watch] [--pods 20000] [access] [--runs 5]';
const { values, wholeNumber, namesOf } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    runs: { type: 'string', default: '5' },
    pods: { type: 'string', default: '20000' },
  },
});
const runs = wholeNumber('--runs', values.runs, 1);
const pods = wholeNumber('--pods', values.pods, 1);
const sizes = values.sizes.split(',').map((size) => wholeNumber('--sizes', size, 1));
const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
if (built.status !== 0) throw new Error('the program does not build');
const benches = {
  start: () => benchStart(),
  posture: () => benchPosture(sizes, runs),
  live: () => benchLive(pods),
  access: () => benchAccess(runs),
  watch: () => benchWatch(pods),
} as const;
const names = namesOf(benches);
let missed = 0;
for (const name of names) if (!(await benches[name]())) missed++;
console.log(`${names.length - missed} passed, ${missed} failed`);
process.exitCode = missed > 0 ? 1 : 0;
