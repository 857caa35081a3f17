import { escapeControls } from './text.ts';

/** What a spreadsheet would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const harmless = escapeControls(FORMULA.test(text) ? `'${text}` : text);
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line of CSV as RFC 4180 has it; a value that a spreadsheet would compute gets an apostrophe before it, and control characters are written out. */
export function formatCsv(values: readonly string[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}
