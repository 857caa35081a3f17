import { defineConfig } from 'vitest/config';

/** Threads without isolation: a test file costs milliseconds instead of a new process; so no test may patch globals. */
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'tools/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
      'test/{unit,package,cli}/**/*.test.ts',
    ],
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
