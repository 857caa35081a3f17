import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run as runPss } from './pss/run.ts';

/**
 * Runs suites that others wrote.
 * Usage: npm run conformance -- [--corpora FOLDER] [--json FILE] [pss …]
 * The folder holds one folder for each suite; the result is written as JSON to the named file, else to a new temporary folder, and the path is printed.
 */
const SUITES = { pss: runPss } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpora: { type: 'string', default: process.env['MERLON_CORPORA'] ?? '../shared/corpora' },
    json: { type: 'string' },
  },
});

function isSuite(name: string): name is keyof typeof SUITES {
  return Object.hasOwn(SUITES, name);
}

const corpora = resolve(values.corpora);
if (!existsSync(corpora)) {
  console.error(`there are no corpora in ${corpora}: name their folder with --corpora or MERLON_CORPORA`);
  process.exit(2);
}
const names = positionals.length === 0 ? Object.keys(SUITES) : positionals;
let passed = 0;
let failed = 0;
for (const name of names) {
  if (!isSuite(name)) throw new Error(`no suite ${name}; there are ${Object.keys(SUITES).join(', ')}`);
  const json = resolve(values.json ?? join(await mkdtemp(join(tmpdir(), 'merlon-conformance-')), `${name}.json`));
  const result = await SUITES[name]({ corpora, json });
  for (const line of result.lines) console.log(line);
  console.log(`written to ${json}`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
