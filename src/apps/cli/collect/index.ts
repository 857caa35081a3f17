export { collect, type Collected, type CollectRequest, extraOf } from './collect.ts';
export { type ClusterOptions, type LiveRead, toCluster } from './live.ts';
export { clusterOptionsOf } from './refuse.ts';
export { loadSettings, SETTINGS_FILE } from './settings-file.ts';
export { saveSnapshot } from './snapshot-file.ts';
