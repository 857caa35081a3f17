export { runSnapshot, type SnapshotOptions } from './run-snapshot.ts';
