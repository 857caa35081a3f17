import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cost, measure, medianCost } from './measure.ts';
import { type Limit, limitLines, tableLines } from './table.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - name: web
      image: nginx:1.29.1
      ports: [{ containerPort: 8080 }]
`;

interface Subject {
  readonly name: string;
  readonly command: readonly string[];
  /** How many times an empty script's time it may take. */
  readonly limit?: number;
}

function subjectsIn(folder: string, merlon: string): readonly Subject[] {
  const program = [process.execPath, merlon];
  return [
    { name: 'empty Node script', command: [process.execPath, join(folder, 'empty.js')] },
    { name: 'merlon --help', command: [...program, '--help'], limit: 1.3 },
    { name: 'merlon explain KSV-0012', command: [...program, 'explain', 'KSV-0012'], limit: 1.3 },
    { name: 'merlon checks -o json', command: [...program, 'checks', '-o', 'json'], limit: 1.3 },
    {
      name: 'merlon scan (one Pod)',
      command: [...program, 'scan', join(folder, 'pod.yaml'), '--fail-on', 'never'],
      limit: 2,
    },
  ];
}

/** All subjects in turn, round by round: a load that comes and goes meets all of them. The first round only warms up. */
async function measureRounds(
  subjects: readonly Subject[],
  rounds: number,
  folder: string,
): Promise<readonly (readonly Cost[])[]> {
  const costs: Cost[][] = subjects.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { command }] of subjects.entries()) {
      const cost = await measure(command, folder);
      if (round > 0) costs[i]?.push(cost);
    }
  }
  return costs;
}

/** Measures how long the program takes to start, as a ratio to Node itself: medians of `runs` rounds. */
export async function benchStart(merlon: string, runs: number): Promise<readonly Limit[]> {
  const folder = await mkdtemp(join(tmpdir(), 'merlon-bench-'));
  try {
    await writeFile(join(folder, 'empty.js'), '');
    await writeFile(join(folder, 'pod.yaml'), POD);
    const subjects = subjectsIn(folder, merlon);
    const medians = (await measureRounds(subjects, runs, folder)).map(medianCost);
    const base = medians[0] ?? { wall: Number.NaN, cpu: Number.NaN, peakMiB: Number.NaN };
    const rows = subjects.map(({ name }, i) => {
      const { wall, cpu, peakMiB } = medians[i] ?? base;
      return [
        name,
        (wall * 1000).toFixed(0),
        (wall / base.wall).toFixed(2),
        (cpu * 1000).toFixed(0),
        (cpu / base.cpu).toFixed(2),
        peakMiB.toFixed(0),
      ];
    });
    console.log(`start: medians of ${runs} rounds, Node ${process.versions.node}`);
    for (const line of tableLines([['', 'wall ms', 'ratio', 'CPU ms', 'ratio', 'peak MiB'], ...rows]))
      console.log(line);
    const limits = subjects.flatMap(({ name, limit }, i) =>
      limit === undefined
        ? []
        : [{ name, measured: (medians[i]?.wall ?? Number.NaN) / base.wall, limit, unit: '× empty' }],
    );
    console.log('');
    for (const line of limitLines(limits)) console.log(line);
    return limits;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
