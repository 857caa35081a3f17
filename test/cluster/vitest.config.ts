import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The suites that need a real control plane (`npm run cluster:test`): one after another, since each starts a few programs. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/cluster/**/*.cluster.test.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
