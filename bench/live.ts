import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { benchWatch } from './live-watch.ts';
import { verdict } from './measure.ts';

const run = promisify(execFile);
const RUN = 'scripts/run.mjs';

/** What one reader says of itself. */
interface Reading {
  readonly pods: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakMiB: number;
}

interface Reader {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const READERS: readonly Reader[] = [
  { name: 'merlon, pages of 500', script: 'read-ours.ts', args: [] },
  { name: 'client-node, pages of 500', script: 'read-official.ts', args: ['500'] },
  { name: 'client-node, one list', script: 'read-official.ts', args: ['0'] },
];

async function serve(
  pods: number,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly meanBytes: number }> {
  const child = spawn(process.execPath, [RUN, 'bench/live/serve.ts', String(pods)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { url: string; meanBytes: number };
    return { child, ...said };
  }
  throw new Error('the server ended');
}

async function writeConfig(folder: string, server: string): Promise<string> {
  const file = path.join(folder, 'config');
  const config = {
    // The official client takes a server without TLS for a mistake unless it is told to trust everyone.
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function read({ script, args }: Reader, kubeconfig: string): Promise<Reading> {
  const { stdout } = await run(process.execPath, [RUN, `bench/live/${script}`, kubeconfig, ...args]);
  return JSON.parse(stdout) as Reading;
}

function show(readings: readonly (readonly [string, Reading])[]): void {
  for (const [name, { userMs, systemMs, peakMiB }] of readings)
    console.log(
      `${name.padEnd(26)} ${(userMs / 1000).toFixed(2).padStart(6)} s user  ${(systemMs / 1000).toFixed(2).padStart(5)} s system  ${peakMiB.toFixed(0).padStart(4)} MiB peak`,
    );
}

/** Lists many pods of a server on loopback with our client and with the official one: ours has to take less of time and memory than its better form. Then watches them. */
export async function benchLive(pods: number): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'merlon-bench-'));
  const { child, url, meanBytes } = await serve(pods);
  try {
    const kubeconfig = await writeConfig(folder, url);
    console.log(`${pods} pods of ${meanBytes} bytes`);
    const readings: (readonly [string, Reading])[] = [];
    for (const reader of READERS) {
      const reading = await read(reader, kubeconfig);
      if (reading.pods !== pods) throw new Error(`${reader.name} read ${reading.pods} pods`);
      readings.push([reader.name, reading]);
    }
    show(readings);
    const [ours, ...others] = readings.map(([, reading]) => reading);
    if (ours === undefined) return false;
    const cpu = ours.userMs / Math.min(...others.map(({ userMs }) => userMs));
    const peak = ours.peakMiB / Math.min(...others.map(({ peakMiB }) => peakMiB));
    console.log(
      `user CPU ${cpu.toFixed(2)} x (limit 1: ${verdict(cpu, 1)}), peak ${peak.toFixed(2)} x (limit 1: ${verdict(peak, 1)})`,
    );
    const isWatchGood = await benchWatch(kubeconfig, () => child.stdin?.write('change\n'));
    return cpu <= 1 && peak <= 1 && isWatchGood;
  } finally {
    child.stdin?.end();
    await rm(folder, { recursive: true, force: true });
  }
}
