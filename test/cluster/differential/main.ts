import { parseArgs } from 'node:util';
import { buildControlPlane, findBinaries, NEWEST, NoControlPlaneError, type Version, VERSIONS } from '../index.ts';
import { type Differential, DIFFERENTIALS } from './registry.ts';

/**
 * Compares our semantics with the real API server: `npm run differential -- NAME … [--count N] [--seed S] [--version V] [--require]`.
 * Without programs for a control plane it is skipped with one line; `--require` builds them, and fails where that cannot be done.
 */
function wholeNumber(text: string, name: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${name}: "${text}" is not a whole number from ${least} on`);
  return value;
}

function versionOf(text: string): Version {
  const version = VERSIONS.find((one) => one === text);
  if (version === undefined) throw new Error(`--version: there are ${VERSIONS.join(' and ')}`);
  return version;
}

function differentialOf(name: string): Differential {
  const found = Object.hasOwn(DIFFERENTIALS, name) ? DIFFERENTIALS[name] : undefined;
  if (found === undefined)
    throw new Error(`there is no comparison ${name}; there are ${Object.keys(DIFFERENTIALS).join(', ')}`);
  return found;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string', default: '42' },
    version: { type: 'string', default: NEWEST },
    require: { type: 'boolean', default: false },
  },
});
const version = versionOf(values.version);
const seed = wholeNumber(values.seed, '--seed', 0);

async function isReady(): Promise<boolean> {
  try {
    if (values.require && (process.env['KUBEBUILDER_ASSETS'] ?? '') === '')
      await buildControlPlane(version, (line) => console.error(line));
    await findBinaries(version);
    return true;
  } catch (error) {
    if (!(error instanceof NoControlPlaneError)) throw error;
    console.log(`skipped: ${error.message}`);
    return false;
  }
}

let passed = 0;
let failed = 0;
if (await isReady()) {
  for (const name of positionals.length === 0 ? Object.keys(DIFFERENTIALS) : positionals) {
    const differential = differentialOf(name);
    const count = values.count === undefined ? differential.count : wholeNumber(values.count, '--count', 1);
    const result = await differential.run({ seed, count, version });
    for (const line of result.lines) console.log(line);
    passed += result.passed;
    failed += result.failed;
  }
} else if (values.require) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
