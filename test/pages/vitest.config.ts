import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '../..'),
  test: { include: ['test/pages/**/*.page.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
