import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What one run of a program cost: seconds and MiB. */
export interface Cost {
  readonly wall: number;
  /** User and system time together. */
  readonly cpu: number;
  readonly peakMiB: number;
}

/** A run, with the files that hold what the program printed. */
export interface Run extends Cost {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

interface Usage {
  readonly exitCode: number;
  readonly wall: number;
  readonly user: number;
  readonly system: number;
  readonly peakMiB: number;
}

/**
 * Runs a command to its end and says what it cost; its output goes to files in `folder`. Throws when the exit code is none of `expected`.
 * Needs Python 3, as the fleets do.
 */
export async function measure(
  command: readonly string[],
  folder: string,
  expected: readonly number[] = [0],
): Promise<Run> {
  const [result, out, err] = ['usage.json', 'out.txt', 'err.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await run('python3', [join(import.meta.dirname, 'measure.py'), result, out, err, ...command]);
  const usage = JSON.parse(await readFile(result, 'utf8')) as Usage;
  if (!expected.includes(usage.exitCode)) {
    const said = (await readFile(err, 'utf8')).slice(-2000);
    throw new Error(`${command.slice(0, 4).join(' ')} … ended with ${usage.exitCode}:\n${said}`);
  }
  const { exitCode, wall, user, system, peakMiB } = usage;
  return { exitCode, wall, cpu: user + system, peakMiB, out, err };
}

/** The middle value of an odd number of values, else the mean of the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('no median of nothing');
  return (low + high) / 2;
}

/** The medians of several runs, each measure by itself. */
export function medianCost(runs: readonly Cost[]): Cost {
  return {
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    peakMiB: median(runs.map(({ peakMiB }) => peakMiB)),
  };
}
