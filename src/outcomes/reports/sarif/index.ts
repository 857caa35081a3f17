export { writeSarifReport } from './write-sarif.ts';
export { escapeMessage, toUri } from './text.ts';
