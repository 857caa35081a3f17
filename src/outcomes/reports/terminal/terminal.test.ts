import { describe, expect, it } from 'vitest';
import { reportOf, type ReportSetup } from '../../../../test/support/reports.ts';
import { CHECKS } from '../../../engines/posture/index.ts';
import { displayWidth } from '../../text/index.ts';
import { renderTerminal, type TerminalContext } from './index.ts';

const checks = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));

async function print(
  texts: Readonly<Record<string, string>>,
  context: Partial<TerminalContext> = {},
  setup: ReportSetup = {},
): Promise<string> {
  const { report, files } = await reportOf(texts, setup);
  const all = { width: 100, colour: false, unicode: true, full: false, files, checks, ...context };
  return [...renderTerminal(report, all)].join('');
}

const only = (...ids: readonly string[]): ReportSetup => ({
  checks: CHECKS.filter(({ meta }) => ids.includes(meta.id)),
});

const pod = (container: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec:\n  containers:\n    - name: a\n${container}`;

describe('values that are nobody’s business', () => {
  it.each([
    ['beside the place, in a flow mapping', 'env: [{name: DB_PASSWORD, value: S3cr3t, valueFrom: 1}]'],
    ['in a block scalar', 'env:\n        - name: X\n          value: |\n            S3cr3t\n            S3cr3t'],
    ['behind a key in quotes', 'env: [{"name": "X", "value": "S3cr3t"}]'],
    ['in an argument', 'args: ["--password=S3cr3t", "--level=3"]'],
    ['in the argument behind its option', 'args: [--token, S3cr3t]'],
    ['in a script', "command: [sh, -c, 'API_TOKEN=S3cr3t exec run']"],
    ['in a URL', 'args: [postgres://app:S3cr3t@db/app]'],
    ['escaped', String.raw`args: ["--password=\u0053\x33cr3t S3cr3t"]`],
    ['in a mapping of variables', 'env: {X: S3cr3t}'],
    ['in a header', 'livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: Authorization, value: S3cr3t}]}}'],
    ['in a comment', '# value: S3cr3t\n      # PASSWORD=S3cr3t'],
    ['behind an anchor', 'workingDir: &x S3cr3t\n      env: [{name: X, value: *x}]'],
  ])('%s are covered in excerpts and fixes', async (_where, text) => {
    const texts = { 'a.yaml': pod(`      ${text}\n      image: nginx\n`) };
    for (const full of [false, true]) {
      const out = await print(texts, { full });
      expect(out).not.toMatch(/S3cr3t|u0053/);
      expect(out).toContain('+ ');
    }
  });

  it('are covered where a fix writes a container anew', async () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [args: ["-pass", "S3cr3t", \'pwd: S3cr3t\']]\n';
    const out = await print({ 'a.yaml': text }, { full: true });
    expect(out).toContain('+ ');
    expect(out).not.toContain('S3cr3t');
  });

  it('are covered in JSON on one line, and what stands beside them is not', async () => {
    const text = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j"},"spec":{"containers":[{"name":"a","env":[{"name":"PW","value":"S3cr3t"}],"image":"nginx:latest"}]}}`;
    const out = await print({ 'b.json': text }, { width: 140 }, only('image-tag-latest'));
    expect(out).not.toContain('S3cr3t');
    expect(out).toContain('"value":"******"}],"image":"nginx:latest"');
  });

  it('do not take away arguments that are none', async () => {
    const out = await print(
      {
        'a.yaml': pod(
          '      args: ["--level=3", --token-file=/run/t, "--password=S3cr3t"]\n      securityContext: {privileged: true}\n',
        ),
      },
      { full: true },
    );
    expect(out).toContain('args: ["--level=3", --token-file=/run/t, "--password=******"]');
  });
});

describe('one-line entries', () => {
  const texts = {
    'a.yaml': ['one', 'two', 'three']
      .map((name) => pod('      image: nginx\n').replace('name: p,', `name: ${name}-${'x'.repeat(40)},`))
      .join('---\n'),
  };

  it.each([60, 80, 100, 140])('keep count and id at %i columns', async (width) => {
    const { report, files } = await reportOf(texts);
    const out = [...renderTerminal(report, { width, colour: false, unicode: true, full: false, files, checks })].join(
      '',
    );
    const short = report.summary.groups.filter(({ severity }) => severity === 'low' || severity === 'info');
    expect(short.length).toBeGreaterThan(0);
    const flat = out.replaceAll(/\s+/g, ' ');
    for (const { check, count } of short) {
      expect(flat).toContain(`${count === 1 ? '' : ` and ${count - 1} more`} (${check})`);
      expect(flat).toContain(checks.get(check)?.title);
    }
    // Commands are not cut.
    const lines = out.split('\n').filter((line) => !line.startsWith('  merlon '));
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
  });
});

it('shows what a fix changes in a long line', async () => {
  const text = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j","labels":{"a":"${'x'.repeat(60)}"}},"spec":{"containers":[{"name":"a","image":"nginx","securityContext":{"privileged":true}}]}}`;
  const out = await print({ 'b.json': text }, { width: 80 }, only('privileged-container'));
  const [removed, added] = ['-', '+'].map((sign) => out.split('\n').find((line) => line.startsWith(`      ${sign} `)));
  expect(removed).toContain('"image":"nginx","securityContext"');
  expect(added).toContain('"image":"nginx"}');
});

describe('what to run next', () => {
  const next = async (
    command?: readonly string[],
    targets: readonly string[] = ['a.yaml'],
  ): Promise<readonly string[]> => {
    const context = command === undefined ? {} : { command };
    const out = await print(
      { 'a.yaml': pod('      image: nginx\n') },
      { width: 140, ...context },
      { targets, profile: 'strict', complete: true },
    );
    const lines = out.slice(out.indexOf('\nNext\n')).split('\n').slice(3, 5);
    return lines.map((line) => line.trim().split('  ')[0] ?? '');
  };

  it('asks for the same input and checks', async () => {
    expect(
      await next(['a.yaml', '-f', 'my values.yaml', '-c', 'x', '--output-file', 'r.txt', '--full', '--', '-x.yaml']),
    ).toEqual([
      "merlon scan a.yaml -f 'my values.yaml' -c x --full -- -x.yaml",
      "merlon scan a.yaml -f 'my values.yaml' -c x -o json -- -x.yaml",
    ]);
  });

  it('tells by the report where nobody says what was asked', async () => {
    expect(await next()).toEqual([
      'merlon scan a.yaml --profile strict --complete --kubernetes-version 1.37 --full',
      'merlon scan a.yaml --profile strict --complete --kubernetes-version 1.37 -o json',
    ]);
    expect((await next(undefined, ['-x.yaml']))[0]).toBe(
      'merlon scan --profile strict --complete --kubernetes-version 1.37 --full -- -x.yaml',
    );
  });

  it.each([60, 80, 100])('cuts no command at %i columns', async (width) => {
    const target = 'some-team/some-service/deploy/overlays/production/eu-central';
    const ids = ['host-pid', 'host-ipc', 'run-as-root-allowed'].flatMap((id) => ['-c', id]);
    const out = await print({ 'a.yaml': pod('      image: nginx\n') }, { width, command: [target, ...ids] });
    const shown = out.slice(out.indexOf('\nNext\n')).split('\n');
    expect(shown).toContain(`  merlon scan ${target} ${ids.join(' ')} --full`);
    expect(shown).toContain('      every finding, object by object');
    expect(shown).toContain(`  merlon scan ${target} ${ids.join(' ')} -o json`);
  });
});

describe('notes on the input', () => {
  const notes = async (file: string, width: number): Promise<readonly string[]> => {
    const text = pod('      image: nginx\n').replace('spec:\n', 'spec:\n  hostPid: true\n');
    const out = await print({ [file]: text }, { width });
    return out.slice(out.indexOf('\nAbout the input\n'), out.indexOf('\nNext\n')).split('\n').slice(2);
  };

  it.each([60, 80, 140])('keep a place whole at %i columns', async (width) => {
    const file = `${'overlays/'.repeat(15)}my shop/all-in-one.yaml`;
    const lines = await notes(file, width);
    expect(lines[0]).toContain(`${file}:5:3:`);
  });

  it('use the width that there is', async () => {
    const lines = await notes('deploy/overlays/production/eu/a.yaml', 140);
    expect(lines[0]?.length).toBeGreaterThan(110);
    expect(displayWidth(lines[0] ?? '')).toBeLessThanOrEqual(140);
  });
});
