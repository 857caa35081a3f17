import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measure, median, spread, verdict } from './measure.ts';

const RUNS = 20;
const POD = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: c, image: "example.com/c:1"}
`;

/** Start-up of the built program against an empty Node script: medians of 20 runs each, taken in turn. */
export function benchStart(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'merlon-bench-'));
  writeFileSync(join(folder, 'empty.mjs'), '');
  writeFileSync(join(folder, 'pod.yaml'), POD);
  const program = resolve('dist/merlon.js');
  const rows = [
    { name: 'empty Node script', args: ['empty.mjs'], limit: 1 },
    { name: 'merlon --help', args: [program, '--help'], limit: 1.3 },
    { name: 'merlon explain KSV-0012', args: [program, 'explain', 'KSV-0012'], limit: 1.3 },
    { name: 'merlon checks -o json', args: [program, 'checks', '-o', 'json'], limit: 1.3 },
    { name: 'merlon scan pod.yaml', args: [program, 'scan', 'pod.yaml', '--fail-on', 'never'], limit: 2 },
  ];
  const times = rows.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, { args }] of rows.entries()) times[i]?.push(measure([process.execPath, ...args], folder).wallMs);
  }
  rmSync(folder, { recursive: true, force: true });
  const medians = times.map(median);
  const base = medians[0] ?? 1;
  let good = true;
  for (const [i, { name, limit }] of rows.entries()) {
    const ratio = (medians[i] ?? 0) / base;
    if (ratio > limit) good = false;
    const ms = spread(times[i] ?? [], (value) => value.toFixed(0));
    console.log(
      `${name.padEnd(24)} ${ms.padStart(18)} ms  ${ratio.toFixed(2)} x  (limit ${limit}: ${verdict(ratio, limit)})`,
    );
  }
  return good;
}
