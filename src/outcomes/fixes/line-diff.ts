import { lineEnd, lineStart, nextLine, previousLineEnd } from './lines.ts';
import { applyEdits } from './text-edits.ts';
import type { TextEdit } from './types.ts';

/** One line of a hunk, without its line break. `line` counts from 1: in the old text, for added lines in the new one. */
export interface DiffLine {
  readonly kind: 'context' | 'add' | 'remove';
  readonly text: string;
  readonly line: number;
}

/** A stretch of lines that edits touch, with the context around it. */
export interface Hunk {
  readonly lines: readonly DiffLine[];
}

/** How a diff is cut: lines of context on each side (3 when absent), and the 1-based line of an offset, when the caller has an index. */
export interface DiffOptions {
  readonly context?: number;
  readonly lineOf?: (offset: number) => number;
}

/** Whole lines of the old text (offsets of the first line's start and the last line's end) and what they become. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly edits: TextEdit[];
}

function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

function countLines(text: string, from: number, to: number): number {
  return splitLines(text.slice(from, to)).length - 1;
}

/** Edits by the lines they touch; edits that share a line are one block. */
function blocksOf(text: string, edits: readonly TextEdit[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const edit of edits) {
    const start = lineStart(text, edit.start);
    const end = lineEnd(text, edit.end);
    const last = blocks.at(-1);
    if (last !== undefined && start <= last.end)
      blocks[blocks.length - 1] = { start: last.start, end: Math.max(end, last.end), edits: [...last.edits, edit] };
    else blocks.push({ start, end, edits: [edit] });
  }
  return blocks;
}

/** The lines of a block before and after, what they share at both ends left out; `skipped` counts those left out at the top. */
function changesOf(
  text: string,
  { start, end, edits }: Block,
): { readonly skipped: number; readonly old: readonly string[]; readonly made: readonly string[] } {
  const part = text.slice(start, end);
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const old = splitLines(part);
  const made = splitLines(applyEdits(part, moved));
  const most = Math.min(old.length, made.length);
  let head = 0;
  while (head < most && old[head] === made[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === made[made.length - 1 - tail]) tail += 1;
  return { skipped: head, old: old.slice(head, old.length - tail), made: made.slice(head, made.length - tail) };
}

interface Change {
  /** 1-based first old line that goes; for pure additions the one they come before. */
  readonly at: number;
  readonly old: readonly string[];
  readonly made: readonly string[];
  /** The block's lines, for finding context. */
  readonly start: number;
  readonly end: number;
  /** 1-based line of the block's first line. */
  readonly line: number;
}

function linesAbove(text: string, from: number, count: number): readonly string[] {
  const lines: string[] = [];
  for (
    let end = previousLineEnd(text, from);
    end !== undefined && lines.length < count;
    end = previousLineEnd(text, end)
  ) {
    lines.unshift(text.slice(lineStart(text, end), end));
  }
  return lines;
}

function linesBelow(text: string, from: number, count: number): readonly string[] {
  const lines: string[] = [];
  for (
    let start = nextLine(text, from);
    start !== undefined && start < text.length && lines.length < count;
    start = nextLine(text, start)
  ) {
    lines.push(text.slice(start, lineEnd(text, start)));
  }
  return lines;
}

function contextLines(texts: readonly string[], first: number): readonly DiffLine[] {
  return texts.map((text, i) => ({ kind: 'context', text, line: first + i }));
}

/** The untouched old lines of a block above or below its change. */
function sharedLines(text: string, change: Change, part: 'above' | 'below'): readonly string[] {
  const lines = splitLines(text.slice(change.start, change.end));
  const head = change.at - change.line;
  if (part === 'above') return lines.slice(0, head);
  // Behind the last line break of a file no line begins.
  const isEnd = change.end === text.length && lines.at(-1) === '';
  return lines.slice(head + change.old.length, isEnd ? -1 : undefined);
}

function changeLines(change: Change, shift: number): readonly DiffLine[] {
  const gone = change.old.map((text, i): DiffLine => ({ kind: 'remove', text, line: change.at + i }));
  const made = change.made.map((text, i): DiffLine => ({ kind: 'add', text, line: change.at + shift + i }));
  return [...gone, ...made];
}

/** Context above a change, at most `count` lines and none at or above line `after`. */
function above(text: string, change: Change, count: number, after: number): readonly DiffLine[] {
  const shared = sharedLines(text, change, 'above');
  const all = [...linesAbove(text, change.start, Math.max(0, count - shared.length)), ...shared];
  const room = Math.min(count, change.at - after - 1);
  const lines = room <= 0 ? [] : all.slice(-room);
  return contextLines(lines, change.at - lines.length);
}

/** Context below a change, at most `count` lines and none at or below line `before`. */
function below(text: string, change: Change, count: number, before: number): readonly DiffLine[] {
  const shared = sharedLines(text, change, 'below');
  const all = [...shared, ...linesBelow(text, change.end, Math.max(0, count - shared.length))];
  const first = change.at + change.old.length;
  return contextLines(all.slice(0, Math.max(0, Math.min(count, before - first))), first);
}

function changesIn(text: string, edits: readonly TextEdit[], lineOf: DiffOptions['lineOf']): readonly Change[] {
  let counted = 0;
  let line = 1;
  return blocksOf(text, edits).flatMap((block) => {
    line = lineOf?.(block.start) ?? line + countLines(text, counted, block.start);
    counted = block.start;
    const { skipped, old, made } = changesOf(text, block);
    return old.length + made.length === 0
      ? []
      : [{ at: line + skipped, old, made, start: block.start, end: block.end, line }];
  });
}

/** Shows edits as a diff of lines, cut to the lines they touch and some context: the edits say what changed, nothing is compared. */
export function diffLines(text: string, edits: readonly TextEdit[], options: DiffOptions = {}): readonly Hunk[] {
  const context = options.context ?? 3;
  const changes = changesIn(text, edits, options.lineOf);
  const hunks: DiffLine[][] = [];
  let shift = 0;
  let shown = 0;
  for (const [i, change] of changes.entries()) {
    const next = changes[i + 1];
    const head = above(text, change, context, shown);
    const lines = [
      ...head,
      ...changeLines(change, shift),
      ...below(text, change, context, next?.at ?? Number.POSITIVE_INFINITY),
    ];
    const hunk = hunks.at(-1);
    // Lines that go on where the last hunk stopped belong to it.
    if (hunk !== undefined && change.at - head.length <= shown + 1) hunk.push(...lines);
    else hunks.push([...lines]);
    shift += change.made.length - change.old.length;
    shown = lines.findLast((one) => one.kind !== 'add')?.line ?? change.at - 1;
  }
  return hunks.map((lines) => ({ lines }));
}
