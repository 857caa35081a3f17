export { clean, cut, displayWidth, escapeControls, fit, pad, wrapText } from './text.ts';
export { formatCsv } from './csv.ts';
