export { type Belongings, isLeftover, listBelongings } from './belongings.ts';
export { type BuildResult, buildKustomization } from './build.ts';
export { type BuildPlan, planBuilds, reachFrom } from './graph.ts';
export { loadKustomizations } from './load.ts';
export { type Kustomization, readKustomization } from './kustomization.ts';
