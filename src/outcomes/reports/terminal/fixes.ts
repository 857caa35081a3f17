import type { TextEdit } from '../../fixes/index.ts';
import { diffLines } from '../../fixes/index.ts';
import type { FindingFix, ShownFinding } from '../../findings/index.ts';
import type { Shelf } from './excerpt.ts';
import type { Style } from './style.ts';
import { clean, cut, wrapText } from '../../text/index.ts';

/** Most lines of a diff, or of a new object, that are shown. */
const MOST_LINES = 12;

function headOf({ class: kind, title, breaksIf, question }: FindingFix): string {
  if (kind === 'needs-value') return `fix needs a value: ${clean(question ?? title)}`;
  if (kind === 'safe') return `fix (safe): ${clean(title)}`;
  return `fix (may break if ${clean(breaksIf ?? 'it is relied on')}): ${clean(title)}`;
}

function* diffOf(finding: ShownFinding, shelf: Shelf): Iterable<string> {
  const { fix, region } = finding;
  if (fix?.file === undefined || fix.edits === undefined) return;
  const sheet = shelf.open({
    file: fix.file,
    ...(region?.rendered === undefined ? {} : { rendered: region.rendered }),
  });
  if (sheet === undefined) return;
  const { file, lines } = sheet;
  const edits = fix.edits.flatMap(({ range, text }): readonly TextEdit[] => {
    if (range === undefined) return [];
    const start = lines.offsetOf(range.startLine, range.startColumn);
    return [{ start, end: lines.offsetOf(range.endLine, range.endColumn), text }];
  });
  for (const hunk of diffLines(file.text, edits, { context: 1, lineOf: (offset) => lines.position(offset).line })) {
    for (const { kind, text } of hunk.lines)
      yield `${SIGNS[kind]} ${clean(kind === 'context' ? coverValue(text) : text)}`;
  }
}

const SIGNS = { context: ' ', remove: '-', add: '+' } as const;

/** A line that only stands beside the edit may hold a literal of an environment variable: its text is nobody's business here. */
function coverValue(text: string): string {
  return text.replace(/(\bvalue:\s{0,10})\S.*/, '$1***');
}

function* addedOf({ added = [] }: FindingFix): Iterable<string> {
  for (const text of added) for (const line of text.trimEnd().split('\n')) yield `+ ${clean(line)}`;
}

function paintLine(line: string, style: Style): string {
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : style.dim(line);
}

/** The fix of a finding: what it does, how far it can be trusted, and its edits as a diff. */
export function* showFix(finding: ShownFinding, shelf: Shelf, style: Style, indent: string): Iterable<string> {
  const { fix } = finding;
  if (fix === undefined) return;
  for (const line of wrapText(headOf(fix), style.width - indent.length)) yield `${indent}${style.cyan(line)}\n`;
  // Of a live object there is no text to edit: that goes without saying in each entry.
  if (fix.refused !== undefined && finding.evidence.resourceVersion === undefined) {
    for (const line of wrapText(`no edit: ${clean(fix.refused)}`, style.width - indent.length))
      yield `${indent}${style.dim(line)}\n`;
  }
  const lines = [...diffOf(finding, shelf), ...addedOf(fix)];
  for (const line of lines.slice(0, MOST_LINES)) {
    yield `${indent}${paintLine(cut(line, style.width - indent.length, style.mark.more), style)}\n`;
  }
  if (lines.length > MOST_LINES)
    yield `${indent}${style.dim(`${style.mark.more} ${lines.length - MOST_LINES} more lines`)}\n`;
}
