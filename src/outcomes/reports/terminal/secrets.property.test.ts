import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MadeReport, reportOf } from '../../../../test/support/reports.ts';
import { below, chance, createRng, pick, type Rng } from '../../../../test/support/rng.ts';
import { printDocuments, randomStyle } from '../../../../test/support/yaml-printer.ts';
import { CHECKS } from '../../../engines/posture/index.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { renderTerminal } from './index.ts';

const RUNS = Number(process.env['MERLON_RUNS'] ?? 500);
const SEED = Number(process.env['MERLON_SEED'] ?? 42);
/** Documents of one report, and widths and lengths that it is printed in. */
const DOCUMENTS = 10;
const WIDTHS = [60, 80, 100, 140];

const checks = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));

/** Each secret holds `QZ` in every two characters, and nothing else does. */
const SECRETS = [
  'QZQZQZQZ',
  'QZ"QZ\\QZ',
  "QZ'QZ#QZ: QZ",
  'QZQZQZQZ\nQZQZQZQZ\n',
  '\nQZQZ\n\n  QZQZQZ',
  'QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ QZQZ',
  '*QZQZ',
  ' QZQZ ',
  'QZ\tQZéQZ😀QZ',
];

function planted(rng: Rng): JsonObject {
  const secret = (): string => pick(rng, SECRETS);
  const word = (): string => pick(rng, ['QZQZQZQZ', 'QZ"QZQZ', 'QZ,QZ;QZ', 'QZ\\QZQZ']);
  const container = (name: string): JsonObject => {
    const env: Json[] = [
      { name: 'DB_PASSWORD', value: secret() },
      { name: 'PLAIN', value: secret() },
    ];
    if (chance(rng, 0.5)) env.reverse();
    const args = pick<readonly string[]>(rng, [
      [`--password=${secret()}`],
      ['--token', word(), '-v'],
      ['-c', `export API_TOKEN=${word()}; run --client-secret ${word()} --level 3`],
      [`postgres://app:${word().replaceAll(/[^QZ]/g, '')}@db/app`],
      ['-H', `Authorization: Bearer ${word()}QZQZ`],
    ]);
    const probe = { httpGet: { port: 80, httpHeaders: [{ name: 'Authorization', value: secret() }] } };
    return {
      name,
      image: 'nginx',
      ...(chance(rng, 0.8) ? { env } : {}),
      ...(chance(rng, 0.6) ? { [pick(rng, ['args', 'command'])]: args } : {}),
      ...(chance(rng, 0.3) ? { livenessProbe: probe } : {}),
      ...(chance(rng, 0.7) ? { securityContext: { privileged: true } } : {}),
    };
  };
  const made = ['a', 'b', 'c'].slice(0, 1 + below(rng, 3)).map(container);
  const containers = chance(rng, 0.3) ? [...made, { ...made[0], name: 'again' }] : made;
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"value":"QZQZQZ"}' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${below(rng, 1e6)}`, ...(chance(rng, 0.3) ? { annotations } : {}) },
    spec: { hostNetwork: true, containers },
  };
}

function print(rng: Rng, json: boolean): string {
  const anchors = !json && chance(rng, 0.4);
  const documents = Array.from({ length: 1 + below(rng, 2) }, () => planted(rng));
  // Equal values, down to single secrets, become aliases and merges.
  return printDocuments(documents.slice(0, json ? 1 : 2), randomStyle(rng, { anchors, json }), rng);
}

function render({ report, files }: MadeReport, width: number, full: boolean): string {
  const context = { width, colour: false, unicode: true, full, files, checks };
  return [...renderTerminal(report, context)].join('');
}

it('prints no literal of a variable, a header, a copied object, or an argument that is a credential', async () => {
  let excerpts = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const rng = createRng(seed);
      const texts = Array.from({ length: DOCUMENTS }, (_, i): readonly [string, string] => {
        const json = chance(rng, 0.3);
        return [`f${i}.${json ? 'json' : 'yaml'}`, print(rng, json)];
      });
      const made = await reportOf(Object.fromEntries(texts));
      for (const width of WIDTHS) {
        for (const full of [false, true]) {
          const out = render(made, width, full);
          excerpts += out.split(' │ ').length - 1;
          const line = out.split('\n').find((one) => /QZ|ZQ/.test(one));
          expect(line, `${width} ${full}`).toBeUndefined();
        }
      }
    }),
    { numRuns: Math.ceil(RUNS / 50), seed: SEED },
  );
  expect(excerpts).toBeGreaterThan(RUNS);
}, 120_000);
