import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon } from './run-merlon.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-input-'));
const POD = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {hostPID: true, containers: [{name: c, image: "example.com/c:1"}]}
`;
const GAME = `apiVersion: example.com/v1
kind: Game
metadata: {name: chess, namespace: shop}
spec: {pods: [{template: {spec: {hostPID: true, containers: [{name: c, image: "example.com/c:1"}]}}}]}
`;

interface JsonReport {
  readonly input: {
    readonly complete: boolean;
    readonly kubernetes: { readonly minor: number; readonly from: string };
    readonly workloads: number;
  };
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly file?: string;
  }[];
  readonly summary: { readonly undecided: readonly { readonly kind: string }[] };
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Runs a scan in the folder: its exit code, its report if there is one, and what it says on standard error. */
async function scan(
  args: readonly string[],
  input?: string,
): Promise<{ readonly code: number | null; readonly report: JsonReport | undefined; readonly err: string }> {
  const { code, out, err } = await merlon(['scan', ...args, '-o', 'json'], {
    cwd: folder,
    ...(input === undefined ? {} : { input }),
  });
  return { code, report: out === '' ? undefined : (JSON.parse(out) as JsonReport), err };
}

function codes(report: JsonReport | undefined): readonly string[] {
  return (report?.diagnostics ?? []).map(({ severity, code }) => `${severity} ${code}`);
}

beforeAll(async () => {
  await buildMerlon();
  write('pod.yaml', POD);
  write('games/game.yaml', GAME);
  write(
    'conf.yaml',
    'apiVersion: merlon.dev/v1\nkubernetesVersion: "1.30"\ntemplates:\n  Game.example.com: [spec.pods.*.template]\n',
  );
  write('ignoring/.merlonignore', 'secret/\nb.yaml\nc.yaml\nd.txt\n');
  for (const name of ['a.yaml', 'b.yaml', 'c.yaml', 'd.txt', 'secret/e.yaml']) write(`ignoring/${name}`, POD);
  await merlon(['scan', 'pod.yaml', 'games', '--save-snapshot', 'saved.snapshot'], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a snapshot of manifests', () => {
  it('is judged by the settings', async () => {
    const { report } = await scan(['saved.snapshot', '--config', 'conf.yaml']);
    expect(report?.input.kubernetes).toEqual({ minor: 30, from: 'flag' });
    expect(report?.input.workloads).toBe(2);
    expect(codes(report)).toEqual([]);
    expect((await scan(['saved.snapshot'])).report?.input.workloads).toBe(1);
  });

  it('is all there is when the command line says so', async () => {
    const { report } = await scan(['saved.snapshot', '--complete']);
    expect(report?.input.complete).toBe(true);
    expect(report?.summary.undecided).toEqual([]);
    expect((await scan(['saved.snapshot'])).report?.summary.undecided).not.toEqual([]);
  });

  it.each([
    [['-n', 'shop'], '--namespace: only for files and --cluster'],
    [['--set', 'a=b', '--no-ignore'], '--set, --no-ignore: only for files and charts, not for a snapshot'],
    [['--platform'], '--platform needs --cluster'],
  ])('takes no %j', async (args, message) => {
    const { code, err } = await scan(['saved.snapshot', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('options that cannot apply', () => {
  it.each([
    ['scan', '--kubeconfig', 'k'],
    ['scan', '--as', 'jane'],
    ['scan', '--as-group', 'g'],
    ['scan', '--as-uid', 'u'],
    ['scan', '--secrets', 'types'],
    ['scan', '--allow-unread'],
    ['scan', '--platform'],
    ['scan', '--timeout', '3'],
    ['resources', '--as', 'jane'],
    ['snapshot', '-o', 'x.snapshot', '--as', 'jane'],
  ])('are refused without --cluster: %s %s', async (...args) => {
    const { code, out, err } = await merlon([...args, '--', 'pod.yaml'], { cwd: folder });
    expect(err).toMatch(/needs --cluster/);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('are told where no chart was found', async () => {
    const { report, code } = await scan(['pod.yaml', '-f', 'conf.yaml', '--set', 'a=b', '--fail-on', 'never']);
    expect(codes(report)).toEqual(['warning unused-option']);
    expect(report?.diagnostics[0]?.message).toBe(
      '--values, --set: no chart was found, so nothing was rendered with them',
    );
    expect(code).toBe(0);
  });

  it('are an error when they name a values file that is not there', async () => {
    const { report, code } = await scan(['pod.yaml', '-f', 'gone.yaml']);
    expect(codes(report)).toEqual(['warning unused-option', 'error not-found']);
    expect(code).toBe(3);
  });
});

describe('standard input', () => {
  it.each([
    ['nothing', ''],
    ['nothing but space', '\n---\n'],
    ['what is no object', 'hello: there\n'],
    ['a message', 'Error: accumulating resources\n'],
  ])('that holds %s is an error', async (_name, input) => {
    const { report, code } = await scan(['-'], input);
    expect(codes(report)).toContain('error no-input');
    expect(code).toBe(3);
  });

  it.each([
    ['a List without items', 'apiVersion: v1\nkind: List\nitems: []\n'],
    ['an object', POD.replace('hostPID: true, ', '')],
  ])('may hold %s', async (_name, input) => {
    const { report, code } = await scan(['-', '--fail-on', 'never'], input);
    expect(codes(report)).not.toContain('error no-input');
    expect(code).toBe(0);
  });
});

describe('what ignore files leave out', () => {
  it('is told, with the file that does it', async () => {
    const { report } = await scan(['ignoring']);
    expect(report?.diagnostics).toEqual([
      {
        severity: 'note',
        code: 'left-out',
        message: 'left out by this file: 2 files named like manifests and 1 folder; --no-ignore has all of it read',
        file: 'ignoring/.merlonignore',
      },
    ]);
  });

  it('is not told of what is read all the same', async () => {
    const { report } = await scan(['ignoring', 'ignoring/b.yaml', '--no-ignore']);
    expect(codes(report)).not.toContain('note left-out');
    const some = await scan(['ignoring', 'ignoring/b.yaml']);
    expect(some.report?.diagnostics.find(({ code }) => code === 'left-out')?.message).toContain(': 1 file named');
  });
});

describe('versions and namespaces', () => {
  it('says that a version is newer than what is known', async () => {
    const { report } = await scan(['pod.yaml', '--kubernetes-version', '1.99']);
    expect(codes(report)).toEqual(['note newer-kubernetes']);
    expect(report?.diagnostics[0]?.message).toMatch(
      /^Kubernetes 1\.99 is newer than what Merlon knows: judged by .* 1\.\d+$/,
    );
  });

  it.each(['', 'Bad NS/x', 'Shop', '-a', 'a'.repeat(64)])('refuses the namespace %j', async (name) => {
    const { code, err } = await scan(['pod.yaml', `--namespace=${name}`]);
    expect(code).toBe(2);
    expect(err).toContain('--namespace');
  });
});
