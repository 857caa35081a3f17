export { renderTerminal } from './render.ts';
export type { TerminalContext } from './style.ts';
export { clean, cut, displayWidth, pad, wrapText } from './text.ts';
