import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchLive } from './live.ts';
import { benchPosture } from './posture.ts';
import { benchStart } from './start.ts';
import { benchWatch } from './watch.ts';

/** Usage: npm run bench -- start | posture [--sizes 1000,10000,100000] [--runs 5] | live | watch [--pods 20000] */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    runs: { type: 'string', default: '5' },
    pods: { type: 'string', default: '20000' },
  },
});
const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
if (built.status !== 0) throw new Error('the program does not build');
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: give a whole number from 1 on`);
const benches = {
  start: () => benchStart(),
  posture: () => benchPosture(values.sizes.split(',').map(Number), runs),
  live: () => benchLive(Number(values.pods)),
  watch: () => benchWatch(Number(values.pods)),
} as const;
const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);
const names = positionals.length === 0 ? Object.keys(benches) : positionals;
let missed = 0;
for (const name of names) {
  if (!isBench(name)) throw new Error(`no bench ${name}; there are ${Object.keys(benches).join(', ')}`);
  if (!(await benches[name]())) missed++;
}
console.log(`${names.length - missed} passed, ${missed} failed`);
process.exitCode = missed > 0 ? 1 : 0;
