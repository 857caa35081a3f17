export { renderTerminal } from './render.ts';
export type { TerminalContext } from './style.ts';
