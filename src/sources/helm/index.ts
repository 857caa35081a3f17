export { loadChart } from './load.ts';
export { releaseNamespace, renderChart, type RenderResult } from './render.ts';
export type { RenderedTemplate } from './split-output.ts';
