import { readArguments } from '../../../scripts/lib/arguments.ts';
import { buildControlPlane, findBinaries, NEWEST, NoControlPlaneError, type Version, VERSIONS } from '../index.ts';
import { DIFFERENTIALS } from './registry.ts';

const USAGE = 'npm run differential -- [NAME …] [--count N] [--seed S] [--version V] [--require]';

/**
 * Compares our semantics with the real API server. Without programs for a control plane it is skipped with one line; `--require` builds them, and fails where that
 * cannot be done.
 */
const { values, misuse, wholeNumber, namesOf } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string', default: '42' },
    version: { type: 'string', default: NEWEST },
    require: { type: 'boolean', default: false },
  },
});
const version: Version =
  VERSIONS.find((one) => one === values.version) ?? misuse(`--version: there are ${VERSIONS.join(' and ')}`);
const seed = wholeNumber('--seed', values.seed, 0);
const names = namesOf(DIFFERENTIALS);

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
  for (const name of names) {
    const differential = DIFFERENTIALS[name];
    const count = values.count === undefined ? differential.count : wholeNumber('--count', values.count, 1);
    const result = await differential.run({ seed, count, version });
    for (const line of result.lines) console.log(line);
    passed += result.passed;
    failed += result.failed;
  }
} else if (values.require) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
