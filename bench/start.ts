import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** Reading it takes an empty script of Node.js 20 as long as all else: every ratio to it looks better where it is set. */
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';

interface Setting {
  readonly title: string;
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the limits are promised here. */
  readonly promised: boolean;
}

function benchSetting({ title, program, env, promised }: Setting, folder: string): boolean {
  const rows = [
    { name: 'empty Node script', args: ['empty.mjs'], limit: 1 },
    { name: 'merlon --help', args: [program, '--help'], limit: 1.3 },
    { name: 'merlon explain KSV-0012', args: [program, 'explain', 'KSV-0012'], limit: 1.3 },
    { name: 'merlon checks -o json', args: [program, 'checks', '-o', 'json'], limit: 1.3 },
    { name: 'merlon scan pod.yaml', args: [program, 'scan', 'pod.yaml', '--fail-on', 'never'], limit: 2 },
  ];
  const times = rows.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, { args }] of rows.entries()) {
      times[i]?.push(measure([process.execPath, ...args], folder, env).wallMs);
    }
  }
  const medians = times.map(median);
  const base = medians[0] ?? 1;
  let good = true;
  console.log(`${title}:`);
  for (const [i, { name, limit }] of rows.entries()) {
    const ratio = (medians[i] ?? 0) / base;
    if (ratio > limit) good = false;
    const ms = spread(times[i] ?? [], (value) => value.toFixed(0));
    const limits = promised ? `  (limit ${limit}: ${verdict(ratio, limit)})` : '';
    console.log(`  ${name.padEnd(24)} ${ms.padStart(18)} ms  ${ratio.toFixed(2)} x${limits}`);
  }
  return good || !promised;
}

/**
 * Start-up of the built program against an empty Node script: medians of 20 runs each, taken in turn. Measured without certificates of the environment's own, with them where it
 * names some, and as the npm package starts, which has no compiled forms.
 */
export function benchStart(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'merlon-bench-'));
  writeFileSync(join(folder, 'empty.mjs'), '');
  writeFileSync(join(folder, 'pod.yaml'), POD);
  const isText = (file: string): boolean => !resolve(file).startsWith(resolve('dist/compiled'));
  cpSync('dist', join(folder, 'dist'), { recursive: true, filter: isText });
  const program = resolve('dist/merlon.js');
  const { [CERTIFICATES]: certificates, ...env } = process.env;
  const settings: Setting[] = [{ title: 'as built', program, env, promised: true }];
  if (certificates !== undefined)
    settings.push({
      title: `as built, with ${CERTIFICATES} as it is set here`,
      program,
      env: process.env,
      promised: true,
    });
  settings.push({
    title: 'as packed, without compiled forms',
    program: join(folder, 'dist/merlon.js'),
    env,
    promised: false,
  });
  const good = settings.map((setting) => benchSetting(setting, folder));
  rmSync(folder, { recursive: true, force: true });
  return !good.includes(false);
}
