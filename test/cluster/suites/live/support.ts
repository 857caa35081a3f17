import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { type ControlPlane, findBinaries } from '../../index.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** The example that most tests apply. */
export const SHOP = path.join(ROOT, 'examples/shop');

/** What a program said and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 256 * 1024 * 1024 };
    execFile(file, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

let built: Promise<Ran> | undefined;

/** Runs the program as people do, from its bundle, which is built first where it is not current. */
export async function merlon(kubeconfig: string, ...args: readonly string[]): Promise<Ran> {
  built ??= run(process.execPath, [path.join(ROOT, 'scripts/build.mjs'), '--if-stale'], {});
  await built;
  return run(process.execPath, [path.join(ROOT, 'dist/merlon.js'), ...args], { KUBECONFIG: kubeconfig });
}

/** Starts the program and leaves it running. */
export function startMerlon(kubeconfig: string, ...args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [path.join(ROOT, 'dist/merlon.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs kubectl of the same version; throws with what it said when it fails. */
export async function kubectl(plane: ControlPlane, ...args: readonly string[]): Promise<string> {
  const { file, args: before } = (await findBinaries(plane.version))('kubectl');
  const ran = await run(file, [...before, `--kubeconfig=${await plane.kubeconfig()}`, ...args], {});
  if (ran.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

/** Applies the example shop, its namespaces first. */
export async function applyShop(plane: ControlPlane): Promise<void> {
  await kubectl(plane, 'apply', '--filename', path.join(SHOP, 'namespaces.yaml'));
  await kubectl(plane, 'apply', '--recursive', '--filename', SHOP);
}

/** A report that was printed as JSON. */
export function reportOf({ stdout, stderr }: Ran): JsonObject {
  try {
    const report = JSON.parse(stdout) as Json;
    if (isObject(report)) return report;
  } catch {
    // Said below with what came instead.
  }
  throw new Error(`no report: ${stdout.slice(0, 500)}${stderr.slice(0, 2000)}`);
}
