export type * from './types.ts';
export { ACCESS_DIFF_API_VERSION } from './types.ts';
export { buildAccessDiff, type ShownSide } from './build-report.ts';
export { type DiffLayout, renderAccessDiff } from './render-terminal.ts';
export { writeAccessDiffSarif } from './write-sarif.ts';
