import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Binaries, Part } from './binaries.ts';

const LOG_TAIL = 3000;

/** A running program of a control plane. */
export interface Running {
  readonly part: Part;
  readonly pid: number;
  /** Ends it at once; what it kept is thrown away anyway. Resolves when it is gone. */
  kill(): Promise<void>;
  /** The end of what it printed, for messages. */
  logTail(): Promise<string>;
  readonly hasEnded: () => boolean;
}

/**
 * Starts one program; it ends with this process however that ends, since its standard input closes then. What it prints goes to a file in the folder.
 */
export function startPart(binaries: Binaries, part: Part, folder: string, args: readonly string[]): Running {
  const { file, args: before } = binaries(part);
  const log = path.join(folder, `${part}.log`);
  const output = openSync(log, 'a', 0o600);
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, MERLON_END_WITH_STDIN: '1', GOMEMLIMIT: '600MiB' };
  const child: ChildProcess = spawn(file, [...before, ...args], { cwd: folder, env, stdio: ['pipe', output, output] });
  let isGone = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isGone = true;
      resolve();
    };
    child.on('close', end);
    child.on('error', end);
  });
  // A broken pipe is the program's end, which `ended` tells.
  child.stdin?.on('error', () => undefined);
  return {
    part,
    pid: child.pid ?? -1,
    hasEnded: () => isGone,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async logTail() {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.slice(-LOG_TAIL);
    },
  };
}

/** A port on loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until the answer is yes, the program has ended, or the time is over. Throws with the end of its log. */
export async function waitFor(running: Running, isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (running.hasEnded()) throw new Error(`${running.part} ended before it was ready:\n${await running.logTail()}`);
    if (await isReady().catch(() => false)) return;
    if (Date.now() > end)
      throw new Error(`${running.part} was not ready after ${timeoutMs / 1000} s:\n${await running.logTail()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
