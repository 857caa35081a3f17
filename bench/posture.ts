import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KUBE_SCORE_VERSION, kubeScorePath } from '../test/tools/index.ts';
import { type Fleet, type FleetKind, makeFleet } from './fleets.ts';
import { type Cost, measure, median, medianCost } from './measure.ts';
import { type Limit, limitLines, tableLines } from './table.ts';

/** What to measure: fleets of these sizes, each this many times. */
export interface PostureOptions {
  readonly merlon: string;
  readonly kinds: readonly FleetKind[];
  readonly sizes: readonly number[];
  readonly runs: number;
}

/** Resident memory that a scan of so many objects may take. */
const MEMORY_LIMITS: ReadonlyMap<number, number> = new Map([
  [10_000, 256],
  [100_000, 1024],
]);

/** How much of kube-score's CPU a scan of COMPARED_SIZE objects may take. */
const CPU_RATIO_LIMIT = 1.5;
const COMPARED_SIZE = 10_000;

/** From this size on one run is enough, and the peer is left out: it would take minutes. */
const LARGE = 50_000;

interface Stage {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMiB: number;
}

interface Measured extends Cost {
  readonly stages: readonly Stage[];
  readonly reportBytes: number;
}

/** The stages out of what `--stats` printed on standard error; none where it printed nothing. */
function stagesIn(text: string): readonly Stage[] {
  const line = text.split('\n').findLast((one) => one.startsWith('{') && one.includes('"stages"'));
  if (line === undefined) return [];
  return (JSON.parse(line) as { readonly stages: readonly Stage[] }).stages;
}

async function scanOnce(merlon: string, fleet: Fleet, folder: string): Promise<Measured> {
  const options = ['--profile', 'all', '-o', 'json', '--stats', '--quiet', '--no-config', '--fail-on', 'never'];
  const { out, err, ...cost } = await measure([process.execPath, merlon, 'scan', fleet.folder, ...options], folder);
  return { ...cost, stages: stagesIn(await readFile(err, 'utf8')), reportBytes: (await stat(out)).size };
}

async function times<T>(count: number, run: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await run());
  return results;
}

function medianStages(runs: readonly Measured[]): readonly Stage[] {
  return (runs[0]?.stages ?? []).map(({ name }, i) => ({
    name,
    wallMs: median(runs.map(({ stages }) => stages[i]?.wallMs ?? Number.NaN)),
    cpuMs: median(runs.map(({ stages }) => stages[i]?.cpuMs ?? Number.NaN)),
    rssMiB: median(runs.map(({ stages }) => stages[i]?.rssMiB ?? Number.NaN)),
  }));
}

function costRow(name: string, { wall, cpu, peakMiB }: Cost): readonly string[] {
  return [name, wall.toFixed(2), cpu.toFixed(2), peakMiB.toFixed(0)];
}

/** kube-score on the same files, once with its own output and once with JSON; it ends with 1 when it has something to say. */
async function peerCosts(program: string, fleet: Fleet, folder: string, runs: number): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  for (const output of ['human', 'json']) {
    const command = [program, 'score', '--output-format', output, ...fleet.files];
    costs.push(medianCost(await times(runs, () => measure(command, folder, [0, 1]))));
  }
  return costs;
}

function memoryLimits(name: string, fleet: Fleet, own: Cost): readonly Limit[] {
  const limit = MEMORY_LIMITS.get(fleet.objects);
  return limit === undefined ? [] : [{ name: `${name}: peak resident`, measured: own.peakMiB, limit, unit: 'MiB' }];
}

/** The ratio to the peer's cheaper output, so that nothing is gained by what its JSON costs it. */
function ratioLimits(name: string, fleet: Fleet, own: Cost, peers: readonly Cost[]): readonly Limit[] {
  if (fleet.objects !== COMPARED_SIZE || peers.length === 0) return [];
  const peer = Math.min(...peers.map(({ cpu }) => cpu));
  return [{ name: `${name}: CPU`, measured: own.cpu / peer, limit: CPU_RATIO_LIMIT, unit: '× kube-score' }];
}

async function benchFleet(
  options: PostureOptions,
  fleet: Fleet,
  folder: string,
  peer: string | undefined,
): Promise<readonly Limit[]> {
  const runs = fleet.objects >= LARGE ? 1 : options.runs;
  const name = `${fleet.kind} ${fleet.objects}`;
  const scans = await times(runs, () => scanOnce(options.merlon, fleet, folder));
  const own = medianCost(scans);
  const peers =
    peer === undefined || fleet.objects >= LARGE ? [] : await peerCosts(peer, fleet, folder, options.runs);
  const [report = Number.NaN] = scans.map(({ reportBytes }) => reportBytes);
  console.log(
    `${name}: ${fleet.files.length} files, ${(fleet.bytes / 1e6).toFixed(1)} MB; report ${(report / 1e6).toFixed(1)} MB; ` +
      `${runs === 1 ? 'one run' : `medians of ${runs} runs`}`,
  );
  const rows = [
    ['', 'wall s', 'CPU s', 'MiB'],
    costRow('merlon', own),
    ...medianStages(scans).map((stage) => [
      `  ${stage.name}`,
      (stage.wallMs / 1000).toFixed(2),
      (stage.cpuMs / 1000).toFixed(2),
      stage.rssMiB.toFixed(0),
    ]),
    ...peers.map((cost, i) => costRow(`kube-score${i === 0 ? '' : ', JSON'}`, cost)),
    ...peers.map((cost, i) => [
      `merlon / kube-score${i === 0 ? '' : ', JSON'}`,
      (own.wall / cost.wall).toFixed(2),
      (own.cpu / cost.cpu).toFixed(2),
      (own.peakMiB / cost.peakMiB).toFixed(2),
    ]),
  ];
  for (const line of tableLines(rows)) console.log(line);
  console.log('');
  return [...memoryLimits(name, fleet, own), ...ratioLimits(name, fleet, own, peers)];
}

/**
 * Scans fleets with all checks on and JSON out, and says what it cost: wall, CPU and resident memory, as a whole (peak) and by stage (at its end), beside
 * kube-score on the same files where Go can build it.
 */
export async function benchPosture(options: PostureOptions): Promise<readonly Limit[]> {
  const folder = await mkdtemp(join(tmpdir(), 'merlon-bench-'));
  const peer = await kubeScorePath();
  console.log(
    `posture: Node ${process.versions.node}, all checks, JSON out; ` +
      (peer === undefined ? 'no Go, so kube-score is left out' : `beside kube-score ${KUBE_SCORE_VERSION}`),
  );
  const limits: Limit[] = [];
  try {
    for (const objects of options.sizes) {
      for (const kind of options.kinds)
        limits.push(...(await benchFleet(options, await makeFleet(kind, objects), folder, peer)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const line of limitLines(limits)) console.log(line);
  return limits;
}
