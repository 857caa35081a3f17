import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon } from './run-merlon.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-settings-'));
const SPEC = '{hostPID: true, containers: [{name: c, image: "example.com/c:1"}]}';
const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}
---
apiVersion: example.com/v1
kind: Game
metadata: {name: chess, namespace: shop}
spec: {pods: [{template: {spec: ${SPEC}}}]}
`;

interface JsonReport {
  readonly input: { readonly workloads: number; readonly checks: number };
  readonly summary: {
    readonly failed: Readonly<Record<string, number>>;
    readonly groups: readonly { readonly check: string; readonly severity: string }[];
  };
  readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly line?: number }[];
}

/** Scans the objects with these settings. */
async function scan(settings: string, args: readonly string[] = []): Promise<JsonReport> {
  writeFileSync(join(folder, 'merlon.yaml'), `apiVersion: merlon.dev/v1\n${settings}`);
  const { out, err } = await merlon(['scan', 'objects.yaml', '-o', 'json', ...args], { cwd: folder });
  expect(err).toBe('');
  return JSON.parse(out) as JsonReport;
}

/** What is said of settings that have a mistake. */
async function refused(settings: string): Promise<string> {
  writeFileSync(join(folder, 'merlon.yaml'), `apiVersion: merlon.dev/v1\n${settings}`);
  const { code, err } = await merlon(['scan', 'objects.yaml'], { cwd: folder });
  expect(code).toBe(2);
  return err;
}

function told({ diagnostics }: JsonReport): readonly string[] {
  return diagnostics.map(({ severity, code, line }) => `${severity} ${code} ${line}`);
}

beforeAll(async () => {
  await buildMerlon();
  writeFileSync(join(folder, 'objects.yaml'), OBJECTS);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('templates', () => {
  it('that lead nowhere hide nothing, and are told', async () => {
    const plain = await scan('');
    expect(told(plain)).toEqual(['warning unjudged-pods 9']);
    const wrong = await scan(
      'templates:\n  Deployment.apps: [spec.tmplate]\n  Game.example.com: [spec.pods.template]\n',
    );
    expect(wrong.summary.failed).toEqual(plain.summary.failed);
    expect(told(wrong)).toEqual(['warning idle-template 3', 'warning idle-template 4', 'warning unjudged-pods 9']);
  });

  it('add to what is known', async () => {
    const right = await scan('templates:\n  Game.example.com: [spec.pods.*.template]\n');
    expect(right.input.workloads).toBe(2);
    expect(told(right)).toEqual([]);
  });

  it.each([
    '"*.apps": [spec]',
    'Deployment.apps: []',
    'deployment.apps: [spec.x]',
    'Game.example.com: ["spec.pods[*]"]',
  ])('are refused: %s', async (entry) => {
    expect(await refused(`templates:\n  ${entry}\n`)).toMatch(/merlon\.yaml:3:\d+: /);
  });
});

describe('options', () => {
  it.each([
    ['network-policy-missing', 'directions: [ingress]', 'Did you mean "Ingress"?'],
    ['network-policy-missing', 'directions: [Foo]', 'must be one of Ingress, Egress'],
    ['network-policy-missing', 'directions: []', 'must name at least one of Ingress, Egress'],
    ['requests-not-equal-limits', 'resources: [CPU, Memory]', 'Did you mean "cpu"?'],
    ['resource-values-out-of-range', 'maxMemoryLimit: abc', 'must be an amount as Kubernetes writes it, as 64Mi'],
    ['resource-values-out-of-range', 'minMemoryRequest: 64m', 'is a fraction of a byte'],
  ])('of %s are refused: %s', async (check, option, message) => {
    expect(await refused(`checks:\n  ${check}: {options: {${option}}}\n`)).toContain(message);
  });
});

describe('a check that a profile does not have', () => {
  it('is not added by a severity or an option', async () => {
    const { input } = await scan('', ['--profile', 'pss-baseline']);
    const more = 'checks:\n  low-uid: {severity: high}\n  image-not-pinned: {options: {exempt: [a/*]}}\n';
    const other = await scan(more, ['--profile', 'pss-baseline']);
    expect(other.input.checks).toBe(input.checks);
    expect(told(other)).not.toContain('note idle-check undefined');
    expect(told(await scan(more))).toContain('note idle-check undefined');
  });

  it('is added by enabled: true, and alone by --check', async () => {
    const { input } = await scan('');
    const on = await scan('checks:\n  low-uid: {enabled: true, severity: high}\n');
    expect(on.input.checks).toBe(input.checks + 1);
    expect(on.summary.groups.find(({ check }) => check === 'low-uid')?.severity).toBe('high');
    const alone = await scan('checks:\n  low-uid: {severity: high}\n', ['--check', 'low-uid']);
    expect(alone.summary.groups.map(({ severity }) => severity)).toEqual(['high']);
  });
});

describe('the settings file', () => {
  it('says what an empty name means', async () => {
    const { code, err } = await merlon(['scan', 'objects.yaml', '--config', ''], { cwd: folder });
    expect(err).toMatch(/^merlon: --config has an empty name/);
    expect(code).toBe(2);
  });

  it('tells of exceptions that accept nothing', async () => {
    const exception = (object: string): string =>
      `exceptions:\n  - {check: host-pid, object: ${object}, reason: x, expires: 2999-01-01}\n`;
    expect(told(await scan(exception('shop/Deployment/wb')))).toContain('note idle-exception 3');
    expect(told(await scan(exception('shop/Deployment/web')))).not.toContain('note idle-exception 3');
  });

  it('has days in UTC', async () => {
    const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
    const now = Date.now();
    const run = async (day: string, TZ: string): Promise<string> => {
      const exception = `{check: host-pid, object: shop/Deployment/web, reason: x, expires: ${day}}`;
      writeFileSync(join(folder, 'merlon.yaml'), `apiVersion: merlon.dev/v1\nexceptions:\n  - ${exception}\n`);
      return (await merlon(['scan', 'objects.yaml', '-c', 'host-pid'], { cwd: folder, env: { TZ } })).out;
    };
    // At any hour one of the two has another day than UTC.
    for (const TZ of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      expect(await run(dayOf(now), TZ)).toContain('1 finding accepted in');
      expect(await run(dayOf(now - 86_400_000), TZ)).toContain('1 finding accepted until a day that has passed');
    }
  });
});
