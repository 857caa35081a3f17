export { childEnv } from './child-env.ts';
export { runTool, type ToolResult, type ToolRun } from './run-tool.ts';
