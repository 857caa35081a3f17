import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** The throw-away cluster of `npm run cluster:up`, as `cluster:down` finds it. */
export interface UpState {
  /** The process that holds it. */
  readonly pid: number;
  readonly kubeconfig: string;
}

const FOLDER = path.join(tmpdir(), `merlon-up-${userInfo().uid}`);
const FILE = path.join(FOLDER, 'state.json');

/** Notes what runs. */
export async function writeState(state: UpState): Promise<void> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });
  await writeFile(FILE, JSON.stringify(state), { mode: 0o600 });
}

/** What runs, or undefined when nothing does. */
export async function readState(): Promise<UpState | undefined> {
  const text = await readFile(FILE, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as UpState;
  try {
    process.kill(state.pid, 0);
    return state;
  } catch {
    return undefined;
  }
}

/** Forgets what ran. */
export async function clearState(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
}
