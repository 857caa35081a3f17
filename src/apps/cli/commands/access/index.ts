export { type CanOptions, runCan } from './run-can.ts';
export { runWhoCan, type WhoCanOptions } from './run-who-can.ts';
export { runWhy, type WhyOptions } from './run-why.ts';
export { type ReviewOptions, runReview } from './run-review.ts';
export { type LeastPrivilegeOptions, runLeastPrivilege } from './run-least-privilege.ts';
export { type DiffOptions, runDiff } from './run-diff.ts';
