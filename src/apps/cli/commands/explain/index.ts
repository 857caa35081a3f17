export { type ExplainOptions, runExplain } from './run-explain.ts';
