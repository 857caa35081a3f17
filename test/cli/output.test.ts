import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon, ROOT } from './run-merlon.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'merlon-output-'));
  await buildMerlon();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: nginx}]}\n';

/** A folder of its own with one manifest, `x.yaml`. */
function place(name: string): string {
  const here = join(folder, name);
  mkdirSync(here);
  writeFileSync(join(here, 'x.yaml'), POD);
  return here;
}

/** Exit codes of Merlon and of who reads it. */
function pipe(command: string, reader: string): readonly number[] {
  const script = `${process.execPath} ${join(ROOT, 'dist/merlon.js')} ${command} | ${reader} >/dev/null; echo "\${PIPESTATUS[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: ROOT, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split(' ').map(Number);
}

describe('a reader that goes away', () => {
  const shop = 'scan examples/shop --profile all --full';

  it.each([
    `${shop} -o json`,
    `${shop} -o sarif`,
    shop,
    'checks -o json',
    'explain privileged-container',
    'completion bash',
    'access review examples/shop --full',
    'resources examples/shop -o json',
    '--help',
    'version',
  ])('never makes %s end with 0', (command) => {
    const [code] = pipe(command, 'true');
    expect([1, 141]).toContain(code);
  });

  it('that read all there is changes nothing', () => {
    expect(pipe(`${shop} -o json`, 'cat')).toEqual([1, 0]);
    expect(pipe('checks', 'cat')).toEqual([0, 0]);
  });
});

/** Another program that writes to the same pipe has made it one which does not wait; it stays long enough for the slow reader. */
const SLOW = `{ "$1" -e "process.stdout; setTimeout(() => {}, 1500)" & sleep 0.4; "$@"; echo $? >&2; wait; } | (sleep 1; cat)`;

describe('standard output', () => {
  const args = ['scan', 'examples/shop', '--profile', 'all', '--verdicts', 'all', '-o', 'json'];
  const program = join(ROOT, 'dist/merlon.js');
  const shell = (script: string): SpawnSyncReturns<string> =>
    spawnSync('bash', ['-c', script, 'bash', process.execPath, program, ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });

  it('gets the same bytes as a pipe, a socket, a file and a pipe that does not wait for a slow reader', () => {
    const whole = spawnSync(process.execPath, [program, ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
    expect(whole.status).toBe(1);
    expect(whole.stdout.length).toBeGreaterThan(2 ** 17);
    expect(shell('"$@" | cat').stdout).toBe(whole.stdout);
    const file = join(folder, 'whole.json');
    shell(`"$@" > ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(whole.stdout);
    const { stdout, stderr } = shell(SLOW);
    expect(stdout).toBe(whole.stdout);
    expect(stderr).toBe('1\n');
  });

  it.runIf(existsSync('/dev/full'))('that takes nothing more ends with 3, and says why', () => {
    const { status, stderr } = shell('"$@" > /dev/full');
    expect(stderr).toMatch(/^merlon: standard output: ENOSPC/);
    expect(status).toBe(3);
  });
});

describe('what nobody foresaw', () => {
  it.each(["throw new Error('planted')", "Promise.reject(new Error('planted'))"])(
    '%s ends with 3, and says so',
    async (code) => {
      const hook = join(folder, 'hook.cjs');
      writeFileSync(hook, `setTimeout(() => { ${code} }, 0);`);
      const run = await merlon(['scan', 'examples/shop'], { env: { NODE_OPTIONS: `--require ${hook}` } });
      expect(run.code).toBe(3);
      expect(run.err).toMatch(/^merlon: this is a bug of Merlon[^\n]*\nError: planted/);
    },
  );
});

describe('--output-file', () => {
  it.each([
    [['scan', 'x.yaml', '--output-file', 'x.yaml']],
    [['scan', '.', '-o', 'json', '--output-file', './x.yaml']],
    [['scan', '-o', 'json', '--output-file', 'x.yaml']],
    [['scan', 'link.yaml', '--output-file', 'x.yaml']],
    [['scan', 'x.yaml', '--save-snapshot', 'link.yaml']],
    [['snapshot', 'x.yaml', '-o', 'x.yaml']],
    [['resources', 'x.yaml', '-o', 'yaml', '--output-file', 'x.yaml']],
    [['access', 'review', '--output-file', 'x.yaml']],
  ])('is refused where it is an input: %j', async (args) => {
    const here = mkdtempSync(join(folder, 'input-'));
    writeFileSync(join(here, 'x.yaml'), POD);
    symlinkSync('x.yaml', join(here, 'link.yaml'));
    const { code, err } = await merlon(args, { cwd: here });
    expect(code).toBe(2);
    expect(err).toContain('is one of the files that are read');
    expect(readFileSync(join(here, 'x.yaml'), 'utf8')).toBe(POD);
  });

  it('may be written again beside what is read', async () => {
    const here = place('again');
    for (const args of [
      ['scan', '.', '-o', 'json', '--output-file', 'merlon.json'],
      ['scan', '.', '-o', 'sarif', '--output-file', 'merlon.sarif.json'],
      ['scan', '--output-file', 'report.txt'],
      ['resources', '.', '-o', 'yaml', '--output-file', 'limits.yaml'],
    ]) {
      const codes = [await merlon(args, { cwd: here }), await merlon(args, { cwd: here })].map(({ code }) => code);
      expect(codes[0]).toBeLessThan(2);
      expect(codes[1]).toBe(codes[0]);
    }
  });

  it('- is standard output', async () => {
    const here = place('dash');
    const { out } = await merlon(['scan', 'x.yaml', '-o', 'json', '--output-file', '-'], { cwd: here });
    expect(JSON.parse(out)).toMatchObject({ input: { objects: 1 } });
    expect(existsSync(join(here, '-'))).toBe(false);
  });

  it('takes its place when it is whole, behind links too, and keeps its permissions', async () => {
    const here = place('link');
    writeFileSync(join(here, 'real.json'), 'old');
    chmodSync(join(here, 'real.json'), 0o640);
    symlinkSync('real.json', join(here, 'r.json'));
    await merlon(['scan', 'x.yaml', '-o', 'json', '--output-file', 'r.json'], { cwd: here });
    expect(lstatSync(join(here, 'r.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(here, 'real.json'), 'utf8'))).toHaveProperty('findings');
    expect(statSync(join(here, 'real.json')).mode & 0o777).toBe(0o640);
    expect(readdirSync(here).toSorted()).toEqual(['r.json', 'real.json', 'x.yaml']);
  });

  it('may be a device', async () => {
    const { code } = await merlon(['scan', 'examples/shop', '--output-file', '/dev/null']);
    expect(code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('that cannot be written says so', async () => {
    const { code, err } = await merlon(['scan', 'examples/shop', '--output-file', join(folder, 'no/such/r.txt')]);
    expect(code).toBe(3);
    expect(err).toMatch(/^merlon: cannot write .*no such file/m);
  });
});

describe('a snapshot', () => {
  it('is its owner’s alone, whatever was there', async () => {
    const here = place('mode');
    writeFileSync(join(here, 's.snap'), 'old', { mode: 0o644 });
    await merlon(['snapshot', 'x.yaml', '-o', 's.snap'], { cwd: here });
    expect(statSync(join(here, 's.snap')).mode & 0o777).toBe(0o600);
    expect((await merlon(['scan', 's.snap', '-o', 'json'], { cwd: here })).out).toContain('"objects": 1');
  });

  it('goes to standard output alone', async () => {
    const here = place('stdout');
    const { code, err } = await merlon(['scan', 'x.yaml', '--save-snapshot', '-'], { cwd: here });
    expect([code, err]).toEqual([2, expect.stringContaining('the report goes to standard output already')]);
    const script = `${process.execPath} ${join(ROOT, 'dist/merlon.js')} snapshot x.yaml -q -o - > s.snap`;
    expect(spawnSync('bash', ['-c', script], { cwd: here }).status).toBe(0);
    expect((await merlon(['scan', 's.snap', '-o', 'json'], { cwd: here })).out).toContain('"objects": 1');
    expect(existsSync(join(here, '-'))).toBe(false);
  });

  it('whose end is missing is refused', async () => {
    const here = place('cut');
    await merlon(['snapshot', join(ROOT, 'examples/shop'), '-o', 's.snap'], { cwd: here });
    const lines = gunzipSync(readFileSync(join(here, 's.snap')))
      .toString()
      .split('\n');
    writeFileSync(join(here, 't.snap'), gzipSync(lines.slice(0, 20).join('\n')));
    const { code, err } = await merlon(['scan', 't.snap'], { cwd: here });
    expect(code).toBe(3);
    expect(err).toMatch(
      /cannot read the snapshot .*t\.snap: it should hold \d+ \w+ and holds \d+; the snapshot was cut off/,
    );
  });
});
