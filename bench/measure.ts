import { spawnSync } from 'node:child_process';

/** What one run of a program took. */
export interface Measured {
  readonly code: number | null;
  readonly wallMs: number;
  /** User and system time of the program and its children. */
  readonly cpuMs: number;
  readonly err: string;
}

/** Runs a program by argument list, its output thrown away; times come from bash, which counts children too. Throws when it cannot be started. */
export function measure(command: readonly string[], cwd: string, env = process.env): Measured {
  const script = 'TIMEFORMAT="@@%R %U %S"; time "$@" > /dev/null';
  const { status, stderr, error } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw error;
  const [, real = '0', user = '0', system = '0'] = /@@([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  const err = stderr.replace(/\n?@@.*\n?$/, '');
  return { code: status, wallMs: Number(real) * 1000, cpuMs: (Number(user) + Number(system)) * 1000, err };
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  // Of an even number of figures it is halfway between the two in the middle.
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? 0)) / 2;
}

/** The middle of some figures with the least and the most, by `show`: `8.31 (8.02 to 9.40)`. */
export function spread(values: readonly number[], show: (value: number) => string): string {
  return `${show(median(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

/** Says whether a figure is within its limit. */
export function verdict(value: number, limit: number): string {
  return value <= limit ? 'holds' : 'MISSED';
}
