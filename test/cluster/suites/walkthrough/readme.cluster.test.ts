import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

interface Ran {
  readonly code: number;
  readonly output: string;
}

function run(line: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const [program = '', ...args] = line.split(/\s+/);
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });
}

/** The commands of the walk-through, without their comments. */
async function commandsOf(): Promise<readonly string[]> {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Live clusters'));
  const block = /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line !== '');
}

/** What each command must say; a command of the README that is not here fails the test. */
const SAID: readonly (readonly [RegExp, RegExp])[] = [
  [/^npm run cluster:up$/, /export KUBECONFIG=(\S+)/],
  [/ scan --cluster/, /Role allows everything/],
  [/ snapshot /, /objects/],
  [/ scan shop\.snapshot/, /Role allows everything/],
  [/ resources /, /payments/],
  [/ rbac print/, /kind: ClusterRole/],
  [/^npm run cluster:down$/, /the cluster is gone/],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-readme-'));
});
afterAll(async () => {
  await run('npm run cluster:down', {});
  await rm(folder, { recursive: true });
});

test('the walk-through of the README does what it says', async () => {
  let env: Readonly<Record<string, string>> = {};
  const snapshot = path.join(folder, 'shop.snapshot');
  const commands = await commandsOf();
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    // The path is another one each time; `cluster:up` prints it.
    if (command.startsWith('export ')) continue;
    const wanted = SAID.find(([pattern]) => pattern.test(command))?.[1];
    if (wanted === undefined) throw new Error(`nobody says what "${command}" must say`);
    const { code, output } = await run(command.replace('shop.snapshot', snapshot), env);
    expect({ command, code, said: wanted.exec(output) === null ? output : 'as wanted' }).toEqual({
      command,
      code: 0,
      said: 'as wanted',
    });
    const kubeconfig = /export KUBECONFIG=(\S+)/.exec(output)?.[1];
    if (kubeconfig !== undefined) env = { KUBECONFIG: kubeconfig };
  }
});
