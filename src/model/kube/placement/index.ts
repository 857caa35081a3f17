export { rankEviction, type EvictionCandidate, type EvictionRank } from './eviction.ts';
export { nodesFor, type NodesFor } from './daemon-nodes.ts';
export { applyRuntimeClass, type RuntimeClassResult } from './runtime-class.ts';
