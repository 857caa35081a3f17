export type * from './types.ts';
export { buildResourcesReport, RESOURCE_KINDS, type ResourcesInput } from './build-report.ts';
export { RESOURCES_API_VERSION, writeResourcesJson } from './write-json.ts';
export { renderResources, type ResourcesStyle } from './render.ts';
