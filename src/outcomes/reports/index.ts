export { REPORT_API_VERSION, writeJsonReport } from './json/index.ts';
export { escapeMessage, toUri, writeSarifReport } from './sarif/index.ts';
export { renderTerminal, type TerminalContext } from './terminal/index.ts';
