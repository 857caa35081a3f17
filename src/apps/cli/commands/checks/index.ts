export { type ChecksOptions, runChecks } from './run-checks.ts';
