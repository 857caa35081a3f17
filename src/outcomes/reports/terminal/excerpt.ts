import type { SourceFile } from '../../../model/cluster/index.ts';
import { type LineIndex, lineIndex } from '../../../model/yaml/index.ts';
import type { Region, ShownFinding } from '../../findings/index.ts';
import { coverPart, type CoveredPart, showCovered } from './cover.ts';
import type { Style } from './style.ts';
import { clean, cut, displayWidth, fit } from '../../text/index.ts';

/** A file as it may be shown: its lines, and what stands around an offset, with what is nobody's business covered. */
export interface ShownFile {
  readonly lines: LineIndex;
  part(offset: number): CoveredPart;
}

/** Files by path, each opened once. */
export interface Shelf {
  open(region: Pick<Region, 'file' | 'rendered'>): ShownFile | undefined;
}

function openFile(file: SourceFile): ShownFile {
  // Neighbouring findings are about the same document.
  let last: CoveredPart | undefined;
  return {
    lines: lineIndex(file.text),
    part(offset) {
      const isIn = last !== undefined && offset >= last.start && (offset < last.end || offset === file.text.length);
      if (last === undefined || !isIn) last = coverPart(file, offset);
      return last;
    },
  };
}

/** Makes a shelf of a Cluster's files. */
export function createShelf(files: readonly SourceFile[]): Shelf {
  const found = new Map<SourceFile, ShownFile>();
  return {
    open({ file: path, rendered }) {
      const file = files.find((one) => one.path === path && one.rendered?.by === rendered);
      if (file === undefined) return undefined;
      let shown = found.get(file);
      if (shown === undefined) found.set(file, (shown = openFile(file)));
      return shown;
    },
  };
}

function lineAt(file: ShownFile, line: number): string {
  const { lines } = file;
  const start = lines.offsetOf(line, 1);
  const covered = file.part(start);
  const from = start - covered.start;
  return covered.text.slice(from, from + lines.lineText(line).length);
}

interface Marked {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** A line, or a part of one, of a covered text: without what a terminal would act on, stars for what is covered. */
export function showLine(text: string): string {
  return showCovered(clean(text));
}

/** The line at a region, with the region's part told apart; a credential's characters are covered. */
function markLine(line: string, region: Region, hidden: boolean): Marked {
  const from = region.startColumn - 1;
  const to = region.endLine === region.startLine ? region.endColumn - 1 : line.length;
  const marked = showLine(line.slice(from, to));
  return {
    before: showLine(line.slice(0, from)),
    marked: hidden ? '*'.repeat(Math.min(8, displayWidth(marked))) : marked,
    after: hidden ? '' : showLine(line.slice(to)),
  };
}

/** The end of what stands before the place that matters, where all of it would leave no room for that. */
export function showEnd(before: string, room: number, more: string): string {
  if (displayWidth(before) <= room / 2) return before;
  let [left, from] = [Math.floor(room / 4), before.length];
  for (const char of Array.from(before).toReversed()) {
    left -= displayWidth(char);
    if (left < 0) break;
    from -= char.length;
  }
  return more + before.slice(from);
}

/** Cuts a long line so that the marked part can be seen. */
function showMarked({ before, marked, after }: Marked, width: number, more: string): Marked {
  const room = Math.max(20, width);
  const lead =
    displayWidth(before) + Math.min(displayWidth(marked), room / 2) > room ? showEnd(before, room, more) : before;
  const left = room - displayWidth(lead);
  const middle = displayWidth(marked) > left ? fit(marked, left - displayWidth(more)) + more : marked;
  const rest = left - displayWidth(middle);
  const tail =
    displayWidth(after) > rest
      ? fit(after, rest - displayWidth(more)) + (rest > displayWidth(more) ? more : '')
      : after;
  return { before: lead, marked: middle, after: tail };
}

/** The end of a path that a reader wants to see: `capabilities.drop`, `automountServiceAccountToken`. */
function fieldOf(path: string): string {
  const within = path
    .slice(path.lastIndexOf(']') + 1)
    .split('.')
    .filter((step) => step !== '' && step !== 'securityContext');
  return path.endsWith(']') ? path : within.slice(path.includes(']') ? 0 : -1).join('.');
}

function noteFor({ evidence, region }: ShownFinding): string {
  if (evidence.state !== 'absent' || region === undefined) return '';
  return ` ${clean(fieldOf(evidence.path))} is not set here`;
}

/** The line that a finding is about, with its number and the place marked, as two lines of text; nothing when there is no file. */
export function* showExcerpt(finding: ShownFinding, shelf: Shelf, style: Style, indent: string): Iterable<string> {
  const { region, evidence } = finding;
  const sheet = region === undefined ? undefined : shelf.open(region);
  if (region === undefined || sheet === undefined) return;
  const number = String(region.startLine);
  const gutter = ' '.repeat(number.length);
  const { bar, more, under } = style.mark;
  const room = style.width - indent.length - number.length - 3 - displayWidth(noteFor(finding));
  const marked = markLine(lineAt(sheet, region.startLine), region, evidence.state === 'hidden');
  const shown = showMarked(marked, room, more);
  const length = Math.max(1, displayWidth(shown.marked));
  yield `${indent}${style.dim(`${number} ${bar}`)} ${shown.before}${style.bold(shown.marked)}${shown.after}\n`;
  const lead = displayWidth(shown.before);
  const line = style.red(
    cut(under.repeat(length) + noteFor(finding), style.width - indent.length - number.length - 3 - lead, more),
  );
  yield `${indent}${style.dim(`${gutter} ${bar}`)} ${' '.repeat(lead)}${line}\n`;
}
