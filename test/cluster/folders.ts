import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PREFIX = 'merlon-cluster-';
const OWNER = 'owner.pid';
const PROCESSES = 'processes.json';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process; a process id may have been given to another program meanwhile. */
async function commandOf(pid: number): Promise<string> {
  return run('ps', ['-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

async function endLeftOver(folder: string): Promise<void> {
  const text = await readFile(path.join(folder, PROCESSES), 'utf8').catch(() => '[]');
  for (const pid of JSON.parse(text) as readonly number[]) {
    if (isAlive(pid) && (await commandOf(pid)).includes(folder)) process.kill(pid, 'SIGKILL');
  }
  await removeFolder(folder);
}

/** Ends and removes what runs that were killed left behind: those whose owner is gone. */
export async function removeLeftOvers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const folder = path.join(tmpdir(), name);
    const owner = Number(await readFile(path.join(folder, OWNER), 'utf8').catch(() => ''));
    // A folder without an owner is being made just now, or is not ours to remove.
    if (owner > 0 && !isAlive(owner)) await endLeftOver(folder);
  }
}

/** Makes a private folder for one control plane, after removing what killed runs left. */
export async function makeFolder(): Promise<string> {
  await removeLeftOvers();
  const folder = await mkdtemp(path.join(tmpdir(), PREFIX));
  await writeFile(path.join(folder, OWNER), String(process.pid), { mode: 0o600 });
  return folder;
}

/** Notes what runs for this folder, so that a later run can end it if this one is killed. */
export async function noteProcesses(folder: string, pids: readonly number[]): Promise<void> {
  await writeFile(path.join(folder, PROCESSES), JSON.stringify(pids), { mode: 0o600 });
}

/** Removes a control plane's folder with everything in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
