import { type DiffLine, diffLines, type TextEdit } from '../../fixes/index.ts';
import type { FindingFix, ShownFinding } from '../../findings/index.ts';
import { coverEdits } from './cover.ts';
import { type Shelf, showEnd, showLine } from './excerpt.ts';
import type { Style } from './style.ts';
import { clean, cut, displayWidth, wrapText } from '../../text/index.ts';

/** A line of a diff as it is shown, without its sign. */
type ShownLine = Pick<DiffLine, 'kind' | 'text'>;

/** Most lines of a diff, or of a new object, that are shown. */
const MOST_LINES = 12;

function headOf({ class: kind, title, breaksIf, question }: FindingFix): string {
  if (kind === 'needs-value') return `fix needs a value: ${clean(question ?? title)}`;
  if (kind === 'safe') return `fix (safe): ${clean(title)}`;
  return `fix (may break if ${clean(breaksIf ?? 'it is relied on')}): ${clean(title)}`;
}

/** The edits of a fix as lines, with values covered as in excerpts: what an edit puts in, and what only stands beside it. */
function diffOf(finding: ShownFinding, shelf: Shelf): readonly ShownLine[] {
  const { fix, region } = finding;
  if (fix?.file === undefined || fix.edits === undefined) return [];
  const sheet = shelf.open({
    file: fix.file,
    ...(region?.rendered === undefined ? {} : { rendered: region.rendered }),
  });
  if (sheet === undefined) return [];
  const { lines } = sheet;
  const edits = fix.edits.flatMap(({ range, text }): readonly TextEdit[] => {
    if (range === undefined) return [];
    const start = lines.offsetOf(range.startLine, range.startColumn);
    return [{ start, end: lines.offsetOf(range.endLine, range.endColumn), text }];
  });
  const [first] = edits;
  if (first === undefined) return [];
  const covered = sheet.part(first.start);
  const moved = edits.map(({ start, end, text }) => ({ start: start - covered.start, end: end - covered.start, text }));
  // All edits of a fix are of one object, so of one document.
  if (moved.some(({ end }) => end > covered.text.length)) return [];
  const lineOf = (offset: number): number => lines.position(offset + covered.start).line;
  const hunks = diffLines(covered.text, coverEdits(covered, moved), { context: 1, lineOf });
  return hunks.flatMap((hunk) => hunk.lines.map(({ kind, text }) => ({ kind, text: showLine(text) })));
}

const SIGNS = { context: ' ', remove: '-', add: '+' } as const;

function addedOf({ added = [] }: FindingFix): readonly ShownLine[] {
  return added.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => ({ kind: 'add', text: clean(line) })),
  );
}

/** Where two texts begin to differ, in whole characters. */
function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return /[\udc00-\udfff]/.test(one[at] ?? other[at] ?? '') ? at - 1 : at;
}

/** For each line that was changed, by position, what it was or became: the first removed line became the first added one, and so on. */
function findCounterparts(lines: readonly ShownLine[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let [removed, added] = [0, 0];
  for (const [i, { kind, text }] of lines.entries()) {
    if (kind === 'context' || (kind === 'remove' && added > 0)) [removed, added] = [0, 0];
    if (kind === 'remove') removed += 1;
    if (kind !== 'add') continue;
    // Those that were removed stand right before those that were added.
    const other = i - removed;
    if (added < removed && lines[other] !== undefined) found.set(i, lines[other].text).set(other, text);
    added += 1;
  }
  return found;
}

/** A line of a diff that fits; a long one that was changed is cut so that the change can be seen, in both lines alike. */
function fitLine({ kind, text }: ShownLine, other: string | undefined, width: number, more: string): string {
  const lead = `${SIGNS[kind]} `;
  const isLong = [text, other ?? ''].some((one) => displayWidth(one) > width - lead.length);
  if (other === undefined || !isLong) return cut(lead + text, width, more);
  const at = firstDifference(text, other);
  const before = showEnd(text.slice(0, at), width - lead.length, more);
  return cut(lead + before + text.slice(at), width, more);
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
  const counterparts = findCounterparts(lines);
  for (const [i, one] of lines.slice(0, MOST_LINES).entries()) {
    const line = fitLine(one, counterparts.get(i), style.width - indent.length, style.mark.more);
    yield `${indent}${paintLine(line, style)}\n`;
  }
  if (lines.length > MOST_LINES)
    yield `${indent}${style.dim(`${style.mark.more} ${lines.length - MOST_LINES} more lines`)}\n`;
}
