import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hasGo } from './go-program.ts';
import { run as runPss } from './pss/run.ts';
import { run as runYaml } from './yaml/run.ts';

/**
 * Compares our semantics with Kubernetes' own libraries, as small Go programs that are built once into a cache.
 * Usage: npm run oracle -- [yaml|pss …] [--count N] [--seed S] [--corpora FOLDER] [--require]
 */
function wholeNumber(text: string, name: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${name}: "${text}" is not a whole number from ${least} on`);
  return value;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '42' },
    corpora: { type: 'string', default: process.env['MERLON_CORPORA'] ?? '../shared/corpora' },
    require: { type: 'boolean', default: false },
  },
});
const options = {
  count: wholeNumber(values.count, '--count', 1),
  seed: wholeNumber(values.seed, '--seed', 0),
  corpora: resolve(values.corpora),
};
const ORACLES = { yaml: runYaml, pss: runPss } as const;

function isOracle(name: string): name is keyof typeof ORACLES {
  return Object.hasOwn(ORACLES, name);
}

const names = positionals.length === 0 ? Object.keys(ORACLES) : positionals;
let passed = 0;
let failed = 0;
if (await hasGo()) {
  for (const name of names) {
    if (!isOracle(name)) throw new Error(`no oracle ${name}; there are ${Object.keys(ORACLES).join(', ')}`);
    const result = await ORACLES[name](options);
    for (const line of result.lines) console.log(line);
    passed += result.passed;
    failed += result.failed;
  }
} else {
  console.log('skipped: the oracles need Go 1.26 or newer (https://go.dev/dl)');
  if (values.require) failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
