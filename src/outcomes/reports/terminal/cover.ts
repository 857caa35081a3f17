import { applyEdits, type TextEdit } from '../../fixes/index.ts';
import type { Stretch } from './credential-words.ts';
import { findValues } from './find-values.ts';

/** Stands for a covered character until a line is shown: of Unicode's private use, so that no text means it. */
const COVER = '\ue000';

/** Most stars of one value: they tell nothing of its length. */
const MOST_STARS = 8;

/** Longer documents are not read again for an edit; what it puts in is then covered where it could hold a value. */
const MOST_TO_REREAD = 32_768;

/** Covered characters as people see them. */
export function showCovered(text: string): string {
  return text.replaceAll(/\ue000+/g, (run) => '*'.repeat(Math.min(MOST_STARS, run.length)));
}

/** Covers a stretch; line breaks and the blanks that lines begin with stay, so that every line and offset holds. */
function coverStretch(text: string): string {
  return text.replaceAll(
    /^([ \t]*)([^\r\n]*)/gm,
    (_line, indent: string, rest: string) => indent + COVER.repeat(rest.length),
  );
}

function coverStretches(text: string, stretches: readonly Stretch[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of stretches) {
    pieces.push(text.slice(at, start), coverStretch(text.slice(start, end)));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

/** One document of a file, or all of a JSON file, without its values: of the same length and lines. */
export interface CoveredPart {
  readonly start: number;
  readonly end: number;
  /** What the part really says. */
  readonly original: string;
  readonly text: string;
}

/** The part of a file that an offset stands in. Documents of YAML are cut as kubectl cuts them, at lines that begin with `---`. */
export function coverPart(
  file: { readonly text: string; readonly format: 'yaml' | 'json' },
  offset: number,
): CoveredPart {
  const { text, format } = file;
  // An edit at the end of a document's last line belongs to it, not to the separator below.
  const before = format === 'json' || offset === 0 ? -1 : text.lastIndexOf('\n---', offset - 1);
  const after = format === 'json' ? -1 : text.indexOf('\n---', offset);
  const start = before + 1;
  const end = after < 0 ? text.length : after + 1;
  const original = text.slice(start, end);
  return { start, end, original, text: coverStretches(original, findValues(original)) };
}

/** The part of a stretch within a fragment of the edited text. */
function within({ start, end }: Stretch, from: number, length: number): Stretch {
  return { start: Math.max(0, start - from), end: Math.min(length, end - from) };
}

/** What stands in every text that could hold a value; most edits set a field of a security context and have none of it. */
const MAY_HOLD_VALUE = /value|key|secret|token|pass|pwd|cred|auth|--|=|:\/\//i;

/** A switch, whatever it is called: `automountServiceAccountToken: false`. */
const SWITCH = /[\w.-]{1,100}: {0,3}(?:true|false)(?=[ \t]{0,3}(?:$|[,}]))/gm;

/** What is written in place of something may repeat it; what is put in beside it is our own. */
function mayHoldValue({ start, end, text }: TextEdit): boolean {
  return end > start || MAY_HOLD_VALUE.test(text.replaceAll(SWITCH, ''));
}

function coverUnread(edit: TextEdit): TextEdit {
  return mayHoldValue(edit) ? { ...edit, text: coverStretch(edit.text) } : edit;
}

/** Edits of a part (offsets within it) without the values that they put in. */
export function coverEdits({ original }: CoveredPart, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (!edits.some(mayHoldValue)) return edits;
  if (original.length > MOST_TO_REREAD) return edits.map(coverUnread);
  const values = findValues(applyEdits(original, edits));
  let shift = 0;
  return edits.map((edit) => {
    const from = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    const own = values.map((one) => within(one, from, edit.text.length)).filter(({ start, end }) => end > start);
    return { ...edit, text: coverStretches(edit.text, own) };
  });
}
