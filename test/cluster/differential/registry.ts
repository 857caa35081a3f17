import type { Version } from '../index.ts';
import { run as runAccess } from './access/run.ts';
import { run as runAdmitted } from './admitted/run.ts';
import { run as runPodSecurity } from './pod-security/run.ts';
import { run as runRequests } from './requests/run.ts';

/** What a comparison is run with. */
export interface DifferentialOptions {
  readonly seed: number;
  readonly count: number;
  readonly version: Version;
}

/** What it says: counts, and the lines to print. */
export interface DifferentialResult {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

/** One comparison with the real API server, and how many cases it asks by default. */
export interface Differential {
  readonly count: number;
  run(options: DifferentialOptions): Promise<DifferentialResult>;
}

/** All comparisons by name. */
export const DIFFERENTIALS = {
  access: { count: 100_000, run: runAccess },
  admitted: { count: 1000, run: runAdmitted },
  'pod-security': { count: 10_000, run: runPodSecurity },
  requests: { count: 10_000, run: runRequests },
} satisfies Readonly<Record<string, Differential>>;
