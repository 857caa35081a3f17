export { type ResourcesOptions, runResources } from './run-resources.ts';
