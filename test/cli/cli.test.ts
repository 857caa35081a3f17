import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/outcomes/text/index.ts';
import { buildMerlon, merlon, ROOT } from './run-merlon.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-cli-'));
const POD = `apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
spec:
  hostPID: true
  containers:
    - {name: c, image: "example.com/c:1"}
`;

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

beforeAll(async () => {
  await buildMerlon();
  write('pod.yaml', POD);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the report of the example', () => {
  const golden = readFileSync(join(ROOT, 'test/cli/shop-report.txt'), 'utf8');

  it('is the one that is kept', async () => {
    const { out, err, code } = await merlon(['scan', 'examples/shop']);
    expect(err).toBe('');
    expect(out).toBe(golden);
    expect(code).toBe(1);
  });

  it('is the README’s picture', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const picture = /```text\n\$ merlon scan examples\/shop\n([^`]*?)\n\[…\]\n```/.exec(readme)?.[1] ?? 'no picture';
    expect(golden.startsWith(picture)).toBe(true);
    expect(picture.split('\n').length).toBeGreaterThan(20);
  });

  it('runs as many checks as the README says', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const { out } = await merlon(['scan', 'examples/shop', '--profile', 'all', '-o', 'json']);
    const { input } = JSON.parse(out) as { readonly input: { readonly checks: number } };
    expect(/ with (\d+) checks/.exec(readme)?.[1]).toBe(String(input.checks));
  });

  it.each([60, 80, 140])('fits into %i columns', async (width) => {
    const { out } = await merlon(['scan', 'examples/shop'], { env: { COLUMNS: String(width) } });
    const wide = out.split('\n').filter((line) => displayWidth(line) > width);
    // Places in files are not cut.
    expect(wide.filter((line) => !/\.yaml:\d+:\d+$/.test(line))).toEqual([]);
  });

  it('has colours when told, and then says the same', async () => {
    const { out } = await merlon(['scan', 'examples/shop', '--color', 'always']);
    expect(out).toContain('\u001b[');
    // oxlint-disable-next-line no-control-regex
    expect(out.replaceAll(/\u001b\[\d+m/g, '')).toBe(golden);
  });

  it('is plain ASCII where the locale is', async () => {
    const { out } = await merlon(['scan', 'examples/shop'], { env: { LANG: 'C' } });
    expect(out.replaceAll('’', '')).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('lists every finding with --full', async () => {
    const { out } = await merlon(['scan', 'examples/shop', '--full']);
    const json = await merlon(['scan', 'examples/shop', '-o', 'json']);
    const { findings } = JSON.parse(json.out) as { findings: readonly unknown[] };
    expect(out.match(/^ {2}(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)/gm)?.length).toBe(findings.length);
  });

  it('holds no credential in any format', async () => {
    for (const format of ['terminal', 'json', 'sarif']) {
      const { out } = await merlon([
        'scan',
        'examples/shop',
        '--profile',
        'all',
        '--verdicts',
        'all',
        '--full',
        '-o',
        format,
      ]);
      expect(out.length).toBeGreaterThan(1000);
      for (const secret of ['t4ble-Lamp-Orbit', 'bm90IGEgcmVhbCBrZXksIGFuIGV4YW1wbGU', 'example-only'])
        expect(out, format).not.toContain(secret);
    }
  });
});

describe('formats', () => {
  it('JSON holds to its schema', async () => {
    const { out } = await merlon(['scan', 'examples/shop', '-o', 'json', '--verdicts', 'all', '--profile', 'all']);
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/report-v1.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false, allErrors: false }).compile(schema);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('are the same bytes whatever the order of targets', async () => {
    const files = ['shop/cart.yaml', 'ops/backup.yaml', 'payments/ledger.yaml'].map((file) => `examples/shop/${file}`);
    const strip = (text: string): string => text.replace(/"targets":\s*\[[^\]]*\]/, '');
    const [one, other] = await Promise.all([
      merlon(['scan', ...files, '-o', 'json']),
      merlon(['scan', ...files.toReversed(), '-o', 'json']),
    ]);
    expect(strip(one.out)).toBe(strip(other.out));
  });

  it('go to a file when asked', async () => {
    const file = join(folder, 'report.sarif');
    const { out, code } = await merlon([
      'scan',
      'examples/shop',
      '-o',
      'sarif',
      '--output-file',
      file,
      '--fail-on',
      'never',
    ]);
    expect([out, code]).toEqual(['', 0]);
    expect((JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version).toBe('2.1.0');
  });

  it('are replayed from a snapshot, byte for byte', async () => {
    const file = join(folder, 'shop.snapshot');
    for (const format of ['json', 'terminal']) {
      const first = await merlon(['scan', 'examples/shop', '-o', format, '--save-snapshot', file]);
      const again = await merlon(['scan', file, '-o', format]);
      expect(again.out).toBe(first.out);
      expect(again.code).toBe(first.code);
    }
  });
});

describe('exit codes', () => {
  it.each([
    [['scan', 'pod.yaml'], 1, ''],
    [['scan', 'pod.yaml', '--fail-on', 'critical'], 0, ''],
    [['scan', 'pod.yaml', '--fail-on', 'never'], 0, ''],
    [['scan', 'pod.yaml', '--check', 'host-ipc'], 0, ''],
    [['scan', 'missing.yaml'], 3, ''],
    [['scan', 'pod.yaml', '--fail-on', 'severe'], 2, 'Allowed choices are critical, high, medium, low, info, never'],
    [['scan', 'pod.yaml', '--profil', 'all'], 2, 'Did you mean --profile?'],
    [['scan', 'pod.yaml', '--check', 'host-pit'], 2, 'Did you mean "host-pid"?'],
    [['scan', 'pod.yaml', '--check', 'KSV-0012'], 2, 'KSV-0012 is run-as-root-allowed here.'],
    [['scan', 'pod.yaml', '-c', 'hostNamespaces'], 2, 'hostNamespaces is host-ipc, host-network and host-pid here.'],
    [['scan', 'pod.yaml', '--kubernetes-version', 'new'], 2, "argument 'new' is invalid. Write it as 1.31."],
    [['scan', 'pod.yaml', '--kubernetes-version', '9.9'], 2, 'The major version of Kubernetes is 1, as in 1.31.'],
    [['scan', 'pod.yaml', '--config', 'none.yaml'], 2, 'cannot read the settings none.yaml'],
    [['scn'], 2, 'Did you mean scan?'],
    [['explain', 'host-pit'], 2, 'Did you mean "host-pid"?'],
    [['checks', '--topic', 'x'], 2, 'there is no topic "x"'],
    [['completion', 'cmd'], 2, 'no completion for "cmd"'],
    [['scan', 'pod.yaml', '--output-file', 'no/such/folder/x'], 3, 'cannot write no/such/folder/x'],
  ])('%j: %i', async (args, code, message) => {
    const result = await merlon(args, { cwd: folder });
    expect(result.err).toContain(message);
    expect(result.code).toBe(code);
  });

  it.each([
    [['scn'], 'merlon'],
    [['scan', '--profil', 'all'], 'merlon scan'],
    [['checks', '--severity', 'severe'], 'merlon checks'],
    [['access', 'what-can'], 'merlon access'],
    [['access', 'who-can', 'get'], 'merlon access who-can'],
    [['rbac', 'print', '--for', 'nobody'], 'merlon rbac print'],
  ])('%j is told as all else, and where to read on', async (args, command) => {
    const { code, err } = await merlon(args, { cwd: folder });
    expect(err).toMatch(/^merlon: \w/);
    expect(err.endsWith(`(${command} --help shows how it is used)\n`)).toBe(true);
    expect(code).toBe(2);
  });

  it('is 3 with what could be read still reported', async () => {
    const broken = write('broken.yaml', `${POD}---\na: [\n`);
    const { code, out } = await merlon(['scan', broken], { cwd: folder });
    expect(code).toBe(3);
    expect(out).toContain('Pod shares the process table of the node');
    expect(out).toMatch(/error {3}broken\.yaml:\d+:\d+:/);
  });
});

describe('settings', () => {
  const scan = async (settings: string): ReturnType<typeof merlon> => {
    write('merlon.yaml', `apiVersion: merlon.dev/v1\n${settings}`);
    const result = await merlon(['scan', 'pod.yaml', '--check', 'host-pid', '-o', 'json'], { cwd: folder });
    rmSync(join(folder, 'merlon.yaml'));
    return result;
  };

  it('accept a finding until its day', async () => {
    const exception = (expires: string): string =>
      `exceptions:\n  - {check: host-pid, object: shop/Pod/p, reason: it looks at processes, expires: ${expires}}\n`;
    const accepted = await scan(exception('2999-12-31'));
    expect(accepted.code).toBe(0);
    expect(accepted.out).toContain('it looks at processes');
    expect((await scan(exception('2001-12-31'))).code).toBe(1);
  });

  it('change severities, and say every mistake with its place', async () => {
    expect((await scan('checks: {host-pid: {severity: low}}\n')).code).toBe(0);
    const { code, err } = await scan('profil: strict\nfailOn: severe\n');
    expect(code).toBe(2);
    expect(err).toContain('merlon.yaml:2:1: merlon.yaml has no "profil". Did you mean "profile"?');
    expect(err).toContain('merlon.yaml:3:9: "failOn" must be one of');
  });
});

describe('input', () => {
  it('comes from standard input', async () => {
    const { out, code } = await merlon(['scan', '-'], { input: POD });
    expect(code).toBe(1);
    expect(out).toContain('-:5:12');
  });

  it.runIf(process.platform !== 'win32')('comes from a pipe with a name, whose writer writes once', () => {
    const script = `mkfifo "$1/pipe" && (cat "$1/pod.yaml" > "$1/pipe" &) && "$2" dist/merlon.js scan "$1/pipe" --fail-on never`;
    const given = ['-c', script, 'bash', folder, process.execPath];
    expect(execFileSync('bash', given, { cwd: ROOT, encoding: 'utf8', timeout: 10_000 })).toContain(':5:12');
  });

  it('cannot reach the terminal', async () => {
    const hostile = write(
      'hostile.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: "a\\e[31mb\\u202e\\a"}\nspec: {hostPID: true, containers: [{name: "c\\r", image: "x:\\e]0;t\\a"}]}\n`,
    );
    for (const format of ['terminal', 'json', 'sarif']) {
      const { out } = await merlon(['scan', hostile, '--full', '-o', format, '--profile', 'all'], { cwd: folder });
      // oxlint-disable-next-line no-control-regex
      expect(out, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('may have nothing in it', async () => {
    const { out, code } = await merlon(['scan', write('empty.yaml', '')], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain('No Kubernetes objects were found there.');
  });
});

describe('explain, checks, completion, help', () => {
  it.each([
    ['KSV-0012', 'run-as-root-allowed'],
    ['AVD-KSV-0012', 'run-as-root-allowed'],
    ['ksv012', 'run-as-root-allowed'],
    ['C-57', 'privileged-container'],
    ['CKV_K8S_16', 'privileged-container'],
    ['baseline/privileged', 'privileged-container'],
    ['hostNamespaces', 'host-pid'],
    ['HostPID', 'host-pid'],
  ])('explain knows %s', async (id, check) => {
    const { out, code } = await merlon(['explain', id]);
    expect(code).toBe(0);
    expect(out).toContain(check);
  });

  it('explain shows the page with its examples, and what is planned', async () => {
    const { out } = await merlon(['explain', 'privileged-container']);
    for (const part of [
      'Container runs privileged',
      'What it checks',
      'privileged: true',
      'Known elsewhere as',
      'KSV-0017',
    ])
      expect(out).toContain(part);
    expect(out).not.toContain('@case');
    const planned = await merlon(['checks', '--planned', '-o', 'json']);
    const [first] = (JSON.parse(planned.out) as { planned: readonly { id: string }[] }).planned;
    expect((await merlon(['explain', first?.id ?? ''])).out).toContain('planned, not built yet');
  });

  it('checks filters and prints JSON', async () => {
    const { out } = await merlon(['checks', '--profile', 'pss-baseline', '--severity', 'high', '-o', 'json']);
    const { checks } = JSON.parse(out) as { checks: readonly { id: string; severity: string }[] };
    expect(checks.map(({ id }) => id)).toContain('privileged-container');
    expect(checks.every(({ severity }) => severity === 'high' || severity === 'critical')).toBe(true);
    expect((await merlon(['checks', 'zzz'])).err).toContain('no check matches');
  });

  it('checks cuts nothing on its way into a pipe', async () => {
    const list = await merlon(['checks', '-o', 'json']);
    const { out } = await merlon(['checks'], { env: { COLUMNS: '60' } });
    const { checks } = JSON.parse(list.out) as { checks: readonly { id: string; title: string }[] };
    const lines = out.split('\n');
    for (const { id, title } of checks)
      expect(lines.find((line) => line.startsWith(`${id} `))?.endsWith(`  ${title}`), id).toBe(true);
  });

  it.each(['bash', 'zsh', 'fish'])('completion for %s', async (shell) => {
    const { out } = await merlon(['completion', shell]);
    for (const word of ['scan', 'privileged-container', 'kubernetes-version']) expect(out).toContain(word);
    if (shell !== 'fish') execFileSync('bash', ['-n'], { input: out });
  });

  it.each([[], ['scan'], ['explain'], ['checks'], ['completion'], ['version']])(
    'help of %s has examples',
    async (...command) => {
      const { out, code } = await merlon([...command.filter((one) => one !== undefined), '--help']);
      expect(code).toBe(0);
      expect(out).toContain('Examples:');
    },
  );

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await merlon(['version'])).out).toMatch(
      new RegExp(`^merlon ${version.replaceAll('.', '\\.')} \\(Node\\.js `),
    );
    expect((await merlon(['--version'])).out).toBe(`${version}\n`);
  });

  it('ends in silence when nobody reads any more', () => {
    const script = `set -o pipefail; ${process.execPath} dist/merlon.js scan examples/shop --full --profile all | head -n 1`;
    const out = execFileSync('bash', ['-c', `${script} || true`], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    expect(out.toString()).toMatch(/^merlon /);
  });
});
