import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeDistinctFleet } from './distinct-fleet.ts';
import { measure, verdict } from './measure.ts';

const KUBE_SCORE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';
const SEED = '42';
const CPU_RATIO = 1.5;
/** Promised peaks of resident memory, in MiB. */
const PEAKS: Readonly<Record<number, number>> = { 10_000: 256, 100_000: 1024 };

interface Stats {
  readonly stages: readonly {
    readonly name: string;
    readonly wallMs: number;
    readonly cpuMs: number;
    readonly rssMiB: number;
  }[];
  readonly peakRssMiB: number;
}

function cacheFolder(): string {
  const { MERLON_CACHE, XDG_CACHE_HOME } = process.env;
  return MERLON_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'merlon');
}

/** The fleet that the peers were timed on, made once by its own script. */
function fleetOf(objects: number): string | undefined {
  const script = join(resolve(process.env['MERLON_BENCH'] ?? '../shared/bench'), 'gen-fleet.py');
  const folder = join(cacheFolder(), 'fleets', `${objects}-${SEED}`);
  if (existsSync(folder)) return folder;
  if (!existsSync(script)) return undefined;
  execFileSync('python3', [script, '--objects', String(objects), '--seed', SEED, folder], { stdio: 'ignore' });
  return folder;
}

function distinctFleet(objects: number): string {
  const folder = join(cacheFolder(), 'fleets', `distinct-${objects}`);
  if (!existsSync(folder)) writeDistinctFleet(folder, objects);
  return folder;
}

/** kube-score, installed by name where Go is present. */
function kubeScore(): string | undefined {
  const bin = join(cacheFolder(), 'bin');
  const program = join(bin, 'kube-score');
  if (existsSync(program)) return program;
  mkdirSync(bin, { recursive: true });
  const { status } = spawnSync('go', ['install', KUBE_SCORE], { env: { ...process.env, GOBIN: bin }, stdio: 'ignore' });
  return status === 0 ? program : undefined;
}

function scan(folder: string): { readonly cpuMs: number; readonly stats: Stats } {
  const args = [
    'scan',
    folder,
    '--profile',
    'all',
    '-o',
    'json',
    '--fail-on',
    'never',
    '--quiet',
    '--stats',
    '--no-config',
  ];
  const { code, cpuMs, err } = measure([process.execPath, resolve('dist/merlon.js'), ...args], '.');
  if (code !== 0) throw new Error(`merlon ended with ${code}: ${err}`);
  return { cpuMs, stats: JSON.parse(err.trim().split('\n').at(-1) ?? '') as Stats };
}

function show(name: string, { cpuMs, stats }: ReturnType<typeof scan>): void {
  console.log(`${name}: ${(cpuMs / 1000).toFixed(2)} s CPU, peak ${stats.peakRssMiB} MiB resident`);
  for (const stage of stats.stages) {
    console.log(
      `    ${stage.name.padEnd(10)} ${String(stage.wallMs).padStart(6)} ms wall ${String(stage.cpuMs).padStart(6)} ms CPU ${String(stage.rssMiB).padStart(5)} MiB`,
    );
  }
}

/** Scans of fleets, all checks on, JSON out: time and memory by stage, and the CPU time of kube-score on the same files in the same run. */
export function benchPosture(sizes: readonly number[]): boolean {
  let good = true;
  const check = (text: string, value: number, limit: number): void => {
    if (value > limit) good = false;
    console.log(`    ${text}: ${verdict(value, limit)}`);
  };
  for (const objects of sizes) {
    const folder = fleetOf(objects);
    if (folder === undefined) {
      console.log('skipped: gen-fleet.py was not found (MERLON_BENCH)');
      continue;
    }
    const run = scan(folder);
    show(`fleet of ${objects}`, run);
    const peak = PEAKS[objects];
    if (peak !== undefined) check(`peak of at most ${peak} MiB`, run.stats.peakRssMiB, peak);
    const peer = objects > 10_000 ? undefined : kubeScore();
    if (peer === undefined) continue;
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { cpuMs } = measure([peer, 'score', '-o', 'json', ...files], '.');
    const ratio = run.cpuMs / cpuMs;
    console.log(`    kube-score, JSON out: ${(cpuMs / 1000).toFixed(2)} s CPU, ratio ${ratio.toFixed(2)}`);
    if (objects === 10_000) check(`at most ${CPU_RATIO} x the CPU of kube-score`, ratio, CPU_RATIO);
  }
  const [most = 10_000] = sizes.filter((size) => size <= 10_000).toSorted((a, b) => b - a);
  show(`${most} Deployments of which no two are alike`, scan(distinctFleet(most)));
  return good;
}
