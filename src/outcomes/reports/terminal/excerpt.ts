import type { SourceFile } from '../../../model/cluster/index.ts';
import { type LineIndex, lineIndex } from '../../../model/yaml/index.ts';
import type { Region, ShownFinding } from '../../findings/index.ts';
import type { Style } from './style.ts';
import { clean, cut, displayWidth, fit } from '../../text/index.ts';

/** Files by path with their lines, each found once. */
export interface Shelf {
  open(region: Pick<Region, 'file' | 'rendered'>): { readonly file: SourceFile; readonly lines: LineIndex } | undefined;
}

/** Makes a shelf of a Cluster's files. */
export function createShelf(files: readonly SourceFile[]): Shelf {
  const found = new Map<SourceFile, LineIndex>();
  return {
    open({ file: path, rendered }) {
      const file = files.find((one) => one.path === path && one.rendered?.by === rendered);
      if (file === undefined) return undefined;
      let lines = found.get(file);
      if (lines === undefined) found.set(file, (lines = lineIndex(file.text)));
      return { file, lines };
    },
  };
}

interface Marked {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** The line at a region, with the region's part told apart; a credential's characters are covered. */
function markLine(line: string, region: Region, hidden: boolean): Marked {
  const from = region.startColumn - 1;
  const to = region.endLine === region.startLine ? region.endColumn - 1 : line.length;
  const marked = clean(line.slice(from, to));
  return {
    before: clean(line.slice(0, from)),
    marked: hidden ? '*'.repeat(Math.min(8, displayWidth(marked))) : marked,
    after: hidden ? '' : clean(line.slice(to)),
  };
}

/** Cuts a long line so that the marked part can be seen. */
function showMarked({ before, marked, after }: Marked, width: number, more: string): Marked {
  const room = Math.max(20, width);
  const lead =
    displayWidth(before) + Math.min(displayWidth(marked), room / 2) > room
      ? more + before.slice(-Math.floor(room / 4))
      : before;
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
  const marked = markLine(sheet.lines.lineText(region.startLine), region, evidence.state === 'hidden');
  const shown = showMarked(marked, room, more);
  const length = Math.max(1, displayWidth(shown.marked));
  yield `${indent}${style.dim(`${number} ${bar}`)} ${shown.before}${style.bold(shown.marked)}${shown.after}\n`;
  const lead = displayWidth(shown.before);
  const line = style.red(
    cut(under.repeat(length) + noteFor(finding), style.width - indent.length - number.length - 3 - lead, more),
  );
  yield `${indent}${style.dim(`${gutter} ${bar}`)} ${' '.repeat(lead)}${line}\n`;
}
