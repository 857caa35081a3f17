import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './root.mjs';

const LOCK = path.join(ROOT, 'node_modules/.cache/merlon/build.lock');
const POLL_MS = 50;
const NAMELESS_MS = 5000;

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether the process that took the lock is still there; one that was killed leaves it behind. */
async function isHeld() {
  const pid = Number(await readFile(path.join(LOCK, 'pid'), 'utf8').catch(() => ''));
  if (pid !== 0) return isRunning(pid);
  // Between the making of the folder and of the file it is held by somebody, but never for long.
  const made = await stat(LOCK).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs < NAMELESS_MS;
}

async function take() {
  await mkdir(path.dirname(LOCK), { recursive: true });
  try {
    await mkdir(LOCK);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(LOCK, 'pid'), String(process.pid));
  return true;
}

/** Does work while no other process of this checkout builds: tests that run side by side all want a current program. */
export async function whileBuildingAlone(work) {
  while (!(await take())) {
    if (!(await isHeld())) await rm(LOCK, { recursive: true, force: true });
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(LOCK, { recursive: true, force: true });
  }
}
