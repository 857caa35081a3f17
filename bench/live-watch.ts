import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { median, spread, verdict } from './measure.ts';

const CHANGES = 12;
const LIMIT_MS = 200;

/** Starts `merlon scan --watch` and gives the lines of figures that it prints, one for each report. */
function startScan(kubeconfig: string): { readonly child: ChildProcess; readonly lines: AsyncIterator<string> } {
  const args = ['dist/merlon.js', 'scan', '--cluster', '--kubeconfig', kubeconfig, '--watch', '--stats', '--quiet'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return { child, lines: createInterface({ input: child.stderr })[Symbol.asyncIterator]() };
}

async function nextFigures(lines: AsyncIterator<string>, field: string): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const next: IteratorResult<string, unknown> = await lines.next();
    if (next.done === true) throw new Error('the scan ended');
    if (!next.value.startsWith('{')) continue;
    const figures = JSON.parse(next.value) as Readonly<Record<string, unknown>>;
    if (field in figures) return figures;
  }
}

/**
 * Measures how long a changed Deployment takes to a new report of a cluster that is watched: from the request that changes it until the report is written.
 * `change` asks the server for one change.
 */
export async function benchWatch(kubeconfig: string, change: () => void): Promise<boolean> {
  const { child, lines } = startScan(kubeconfig);
  try {
    const started = performance.now();
    await nextFigures(lines, 'stages');
    console.log(`first report after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    // The watches open when the first report is out.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const whole: number[] = [];
    const judging: number[] = [];
    for (let i = 0; i < CHANGES; i++) {
      const before = performance.now();
      change();
      const { reportMs } = await nextFigures(lines, 'reportMs');
      whole.push(performance.now() - before);
      judging.push(Number(reportMs));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const show = (value: number): string => value.toFixed(0);
    const middle = median(whole);
    console.log(
      `changed Deployment to report ${spread(whole, show)} ms, of which judging and writing ${spread(judging, show)} ms (limit ${LIMIT_MS}: ${verdict(middle, LIMIT_MS)})`,
    );
    return middle <= LIMIT_MS;
  } finally {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}
