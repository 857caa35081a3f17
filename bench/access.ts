import { spawnSync } from 'node:child_process';
import { median, verdict } from './measure.ts';

const INDEX_MS = 2000;
const WHO_CAN_MS = 5;
const PEAK_MIB = 300;

interface Measured {
  readonly indexMs: number;
  readonly whoCanMs: readonly number[];
  readonly authorizeMs: readonly number[];
  readonly peakMiB: number;
  readonly found: number;
  readonly grants: number;
}

function measureOnce(): Measured {
  const run = spawnSync(process.execPath, ['scripts/run.mjs', 'bench/access/measure.ts'], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the measurement failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as Measured;
}

function line(name: string, value: number, unit: string, limit: number): boolean {
  const text = `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`;
  console.log(`${name.padEnd(34)} ${text.padStart(12)}  (limit ${limit}: ${verdict(value, limit)})`);
  return value <= limit;
}

/** The access engine on 50,000 roles and bindings: time to index, time of one question, and memory with all objects in it. Medians of some runs; questions by the slowest of 1,000. */
export function benchAccess(runs: number): boolean {
  const all = Array.from({ length: runs }, measureOnce);
  const of = (pick: (one: Measured) => number): number => median(all.map(pick));
  const percentile = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;
  const results = [
    line(
      'index',
      of(({ indexMs }) => indexMs),
      'ms',
      INDEX_MS,
    ),
    line(
      'who-can, median of 1,000',
      of(({ whoCanMs }) => median(whoCanMs)),
      'ms',
      WHO_CAN_MS,
    ),
    line(
      'who-can, 99th percentile',
      of(({ whoCanMs }) => percentile(whoCanMs)),
      'ms',
      WHO_CAN_MS,
    ),
    line(
      'authorize, 99th percentile',
      of(({ authorizeMs }) => percentile(authorizeMs)),
      'ms',
      WHO_CAN_MS,
    ),
    line(
      'peak resident',
      of(({ peakMiB }) => peakMiB),
      'MiB',
      PEAK_MIB,
    ),
  ];
  console.log(`${all[0]?.grants ?? 0} grants; ${all[0]?.found ?? 0} holders and yeses found`);
  return results.every(Boolean);
}
