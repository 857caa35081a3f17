import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FleetKind } from './fleets.ts';
import { benchPosture } from './posture.ts';
import { benchStart } from './start.ts';
import { holds, type Limit } from './table.ts';

/**
 * Measures what the program promises about time and memory.
 * Usage: npm run bench -- start [--runs N]
 *        npm run bench -- posture [--sizes 1000,10000,100000] [--distinct | --mixed] [--runs N]
 * Ends with 1 when a limit is missed. Figures of two runs may be compared when they come from one machine and one hour; ratios travel better.
 */
const USAGE =
  'usage: npm run bench -- start [--runs N]\n       npm run bench -- posture [--sizes N,…] [--distinct | --mixed] [--runs N]';

const ROOT = join(import.meta.dirname, '..');

function buildMerlon(): string {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the program does not build');
  return join(ROOT, 'dist/merlon.js');
}

function wholeNumber(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}: "${text}" is not a whole number above 0`);
  return value;
}

function kindsOf(distinct: boolean, mixed: boolean): readonly FleetKind[] {
  if (distinct === mixed) return ['mixed', 'distinct'];
  return distinct ? ['distinct'] : ['mixed'];
}

async function bench(): Promise<readonly Limit[] | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sizes: { type: 'string', default: '1000,10000,100000' },
      distinct: { type: 'boolean', default: false },
      mixed: { type: 'boolean', default: false },
      runs: { type: 'string' },
    },
  });
  const [name, ...rest] = positionals;
  if (rest.length > 0) return undefined;
  if (name === 'start') return benchStart(buildMerlon(), wholeNumber(values.runs ?? '20', '--runs'));
  if (name !== 'posture') return undefined;
  return benchPosture({
    merlon: buildMerlon(),
    kinds: kindsOf(values.distinct, values.mixed),
    sizes: values.sizes.split(',').map((size) => wholeNumber(size, '--sizes')),
    runs: wholeNumber(values.runs ?? '3', '--runs'),
  });
}

const limits = await bench();
if (limits === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (!limits.every(holds)) {
  process.exitCode = 1;
}
