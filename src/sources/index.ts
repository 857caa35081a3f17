export { loadManifests } from './load.ts';
export type { HelmOptions, LoadCounts, LoadedManifests, LoadProgress, LoadRequest } from './types.ts';
