export * from './contract.ts';
export { CATALOGUE, type CatalogueRow, plannedChecks } from './catalogue.ts';
export { CHECKS } from './checks/index.ts';
export { createFixProver, type FixProof, type FixProver } from './fix-proof.ts';
export { INVALID_RULE } from './invalid.ts';
export type { ActiveCheck, Keep } from './judge.ts';
export { PROFILES, type Profile } from './profiles/index.ts';
export { judgeCluster, type ObjectRun, type PostureRun, rejudgeCluster } from './run.ts';
export { judgementKey, type VerdictSource, verdictsOf, wholeVerdict } from './verdicts.ts';
