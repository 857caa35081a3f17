import { parseCLI, startVitest } from 'vitest/node';

/** Counts over what vitest ran: a file that does not load and an error outside any test count as failures of their own. */
function countResults(vitest) {
  const modules = vitest.state.getTestModules();
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  const ofState = (wanted) => states.filter((state) => state === wanted).length;
  const brokenModules = modules.filter((module) => module.errors().length > 0).length;
  const brokenSuites = modules
    .flatMap((module) => [...module.children.allSuites()])
    .filter((suite) => suite.errors().length > 0);
  const failed = ofState('failed') + brokenModules + brokenSuites.length + vitest.state.getUnhandledErrors().length;
  return { passed: ofState('passed'), failed, skipped: states.length - ofState('passed') - ofState('failed') };
}

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, { ...options, watch: false, run: true });
const { passed, failed, skipped } = countResults(vitest);
const vitestFailed = (process.exitCode ?? 0) !== 0;
await vitest.close();
if (skipped > 0) console.log(`${skipped} skipped`);
if (passed + failed === 0) console.log('no test ran');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 || vitestFailed ? 1 : 0;
