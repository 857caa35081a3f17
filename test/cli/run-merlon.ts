import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '../..');

/** What a run of the program gave. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How to run it, beside the arguments. */
export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function start(args: readonly string[], { cwd = ROOT, input, env = {} }: CliOptions): Promise<CliResult> {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LANG: 'C.UTF-8', COLUMNS: '100', ...env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

/** Builds the program when a source changed. Throws when it does not build. */
export async function buildMerlon(): Promise<void> {
  const { code, err } = await start([join(ROOT, 'scripts/build.mjs'), '--if-stale'], {});
  if (code !== 0) throw new Error(err);
}

/** Runs the built program as a user would. */
export function merlon(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return start([join(ROOT, 'dist/merlon.js'), ...args], options);
}
