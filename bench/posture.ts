import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeDistinctFleet } from './distinct-fleet.ts';
import { measure, median, spread, verdict } from './measure.ts';

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

/** What one scan took. */
interface Scan {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stats: Stats;
}

const ARGUMENTS = '--profile all -o json --fail-on never --quiet --stats --no-config'.split(' ');

function scan(folder: string): Scan {
  const command = [process.execPath, resolve('dist/merlon.js'), 'scan', folder, ...ARGUMENTS];
  const { code, wallMs, cpuMs, err } = measure(command, '.');
  if (code !== 0) throw new Error(`merlon ended with ${code}: ${err}`);
  return { wallMs, cpuMs, stats: JSON.parse(err.trim().split('\n').at(-1) ?? '') as Stats };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const whole = (value: number): string => value.toFixed(0);

/** The most that any of the runs took: a promise of memory is one for every run. */
function peakOf(scans: readonly Scan[]): number {
  return Math.max(...scans.map(({ stats }) => stats.peakRssMiB));
}

function show(name: string, scans: readonly Scan[]): void {
  const cpu = spread(
    scans.map(({ cpuMs }) => cpuMs),
    seconds,
  );
  const wall = spread(
    scans.map(({ wallMs }) => wallMs),
    seconds,
  );
  console.log(`${name}: ${cpu} s CPU, ${wall} s wall, peak ${peakOf(scans)} MiB resident, ${scans.length} runs`);
  for (const [i, { name: stage }] of (scans[0]?.stats.stages ?? []).entries()) {
    const of = (key: 'wallMs' | 'cpuMs' | 'rssMiB'): readonly number[] =>
      scans.map(({ stats }) => stats.stages[i]?.[key] ?? 0);
    const texts = [`${spread(of('wallMs'), whole)} ms wall`, `${spread(of('cpuMs'), whole)} ms CPU`];
    console.log(`    ${stage.padEnd(10)} ${texts.join('  ')}  ${Math.max(...of('rssMiB'))} MiB`);
  }
}

/** Scans of one fleet and, where there is a peer, its runs on the same files, in turn: what else the machine does meets both. */
function scanInTurn(
  folder: string,
  runs: number,
  peer: string | undefined,
): { readonly scans: readonly Scan[]; readonly peers: readonly number[] } {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const scans: Scan[] = [];
  const peers: number[] = [];
  for (let run = 0; run < runs; run++) {
    scans.push(scan(folder));
    if (peer !== undefined) peers.push(measure([peer, 'score', '-o', 'json', ...files], '.').cpuMs);
  }
  return { scans, peers };
}

/** Prints the ratio to the peer, run by run, and returns its median. */
function compare(scans: readonly Scan[], peers: readonly number[]): number {
  const ratios = peers.map((cpuMs, i) => (scans[i]?.cpuMs ?? 0) / cpuMs);
  console.log(`    kube-score, JSON out: ${spread(peers, seconds)} s CPU`);
  console.log(`    ratio of CPU, run by run: ${spread(ratios, (ratio) => ratio.toFixed(2))}`);
  return median(ratios);
}

/** How often a fleet is scanned: large ones at most three times. */
function runsFor(objects: number, runs: number): number {
  return objects > 10_000 ? Math.min(runs, 3) : runs;
}

/**
 * Scans of fleets, all checks on, JSON out: time and memory by stage as medians with least and most, and the CPU time of kube-score on the same files in the
 * same run. The last fleet has as many objects as the largest up to 10,000, and no two templates alike.
 */
export function benchPosture(sizes: readonly number[], runs: number): boolean {
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
    const peer = objects > 10_000 ? undefined : kubeScore();
    const { scans, peers } = scanInTurn(folder, runsFor(objects, runs), peer);
    show(`fleet of ${objects}`, scans);
    const peak = PEAKS[objects];
    if (peak !== undefined) check(`peak of at most ${peak} MiB`, peakOf(scans), peak);
    if (peers.length === 0) continue;
    const ratio = compare(scans, peers);
    if (objects === 10_000) check(`at most ${CPU_RATIO} x the CPU of kube-score`, ratio, CPU_RATIO);
  }
  const [most = 10_000] = sizes.filter((size) => size <= 10_000).toSorted((a, b) => b - a);
  show(`${most} Deployments of which no two are alike`, scanInTurn(distinctFleet(most), runs, undefined).scans);
  return good;
}
