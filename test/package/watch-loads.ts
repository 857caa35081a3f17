import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../cli/run-merlon.ts';

/** What a run of the built program took: files of its own with what became of their compiled forms, and modules of Node's own. */
export interface Loads {
  readonly out: string;
  readonly taken: readonly { readonly file: string; readonly compiled: boolean; readonly rejected?: boolean }[];
  /** As `NativeModule crypto`. */
  readonly modules: readonly string[];
}

/** Runs a built program by arguments and says what it took; throws when it failed. `flags` are Node's. */
export function watchLoads(args: readonly string[], dist = join(ROOT, 'dist'), flags: readonly string[] = []): Loads {
  const command = [...flags, '--require', join(ROOT, 'test/package/print-loads.cjs'), join(dist, 'merlon.js'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}:\n${stderr}`);
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  return { out: stdout, ...(JSON.parse(line) as Omit<Loads, 'out'>) };
}
