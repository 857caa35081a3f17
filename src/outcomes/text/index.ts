export { clean, cut, displayWidth, escapeControls, fit, pad, wrapText, wrapWords } from './text.ts';
export { formatCsv } from './csv.ts';
export { escapeHidden, formatJson } from './json.ts';
export { countOf, linePrinter, printFirst, type PrintLine } from './prose.ts';
export { quoteForShell } from './shell.ts';
