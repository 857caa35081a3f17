import { resolve } from 'node:path';
import { readArguments } from '../../scripts/lib/arguments.ts';
import { hasGo } from './go-program.ts';
import { run as runPss } from './pss/run.ts';
import { run as runYaml } from './yaml/run.ts';

/** Compares our semantics with Kubernetes' own libraries, as small Go programs that are built once into a cache. */
const ORACLES = { yaml: runYaml, pss: runPss } as const;

const USAGE = 'npm run oracle -- [yaml|pss …] [--count N] [--seed S] [--corpora FOLDER] [--require]';
const { values, wholeNumber, namesOf } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '42' },
    corpora: { type: 'string', default: process.env['MERLON_CORPORA'] ?? '../shared/corpora' },
    require: { type: 'boolean', default: false },
  },
});
const options = {
  count: wholeNumber('--count', values.count, 1),
  seed: wholeNumber('--seed', values.seed, 0),
  corpora: resolve(values.corpora),
};
const names = namesOf(ORACLES);
let passed = 0;
let failed = 0;
if (await hasGo()) {
  for (const name of names) {
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
