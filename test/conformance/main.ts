import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readArguments } from '../../scripts/lib/arguments.ts';
import { run as runPss } from './pss/run.ts';

/**
 * Runs suites that others wrote.
 * The folder holds one folder for each suite; the result is written as JSON to the named file, else to a new temporary folder, and the path is printed.
 */
const SUITES = { pss: runPss } as const;

const { values, misuse, namesOf } = readArguments('npm run conformance -- [--corpora FOLDER] [--json FILE] [pss …]', {
  allowPositionals: true,
  options: {
    corpora: { type: 'string', default: process.env['MERLON_CORPORA'] ?? '../shared/corpora' },
    json: { type: 'string' },
  },
});

const corpora = resolve(values.corpora);
if (!existsSync(corpora))
  misuse(`there are no corpora in ${corpora}: name their folder with --corpora or MERLON_CORPORA`);
let passed = 0;
let failed = 0;
for (const name of namesOf(SUITES)) {
  const json = resolve(values.json ?? join(await mkdtemp(join(tmpdir(), 'merlon-conformance-')), `${name}.json`));
  const result = await SUITES[name]({ corpora, json });
  for (const line of result.lines) console.log(line);
  console.log(`written to ${json}`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
