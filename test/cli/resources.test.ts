import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/outcomes/text/index.ts';
import { buildMerlon, merlon, ROOT } from './run-merlon.ts';

beforeAll(buildMerlon, 60_000);

const SMALL =
  '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]}}';

describe('merlon resources', () => {
  it('prints JSON that holds to its schema, the same bytes each time', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async () => merlon(['resources', 'examples/shop', '--suggest', '-o', 'json'])),
    );
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/resources-v1.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(JSON.parse(one?.out ?? '')), JSON.stringify(validate.errors)).toBe(true);
    expect(one?.out).toBe(two?.out);
  });

  it.each([80, 140])('prints tables of %i columns', async (width) => {
    const { out, code } = await merlon(['resources', 'examples/shop'], {
      env: { COLUMNS: String(width), NO_COLOR: '1' },
    });
    expect(code).toBe(0);
    expect(out).toContain('Deployment/storefront');
    for (const line of out.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
  });

  it.each([
    ['something is open', ['examples/shop', '--check'], undefined, 1],
    ['nothing is open', ['-', '--check', '--complete'], SMALL, 0],
    ['nobody asks', ['examples/shop'], undefined, 0],
    ['wrong use', ['examples/shop', '-o', 'csv'], undefined, 2],
    ['files and a cluster', ['examples/shop', '--cluster'], undefined, 2],
    ['no such file', ['examples/none.yaml'], undefined, 3],
  ])('exit code: %s', async (_what, args, input, code) => {
    expect((await merlon(['resources', ...args], input === undefined ? {} : { input })).code).toBe(code);
  });

  it('prints what it suggests alone, to be applied', async () => {
    const { out } = await merlon(['resources', 'examples/shop', '-o', 'yaml']);
    expect(out).toMatch(/^apiVersion: v1\nkind: LimitRange\n/);
    const again = await merlon(['resources', '-', '-o', 'json'], { input: out });
    expect((JSON.parse(again.out) as { namespaces: { limitRanges: string[] }[] }).namespaces[0]?.limitRanges).toEqual([
      'merlon-defaults',
    ]);
  });

  it('has a role of its own', async () => {
    const { out } = await merlon(['rbac', 'print', '--for', 'resources', '-o', 'json']);
    expect(out).toContain('"resourcequotas"');
    expect(out).not.toContain('"secrets"');
    expect(out).not.toContain('"networkpolicies"');
  });
});
