import type { Json } from '../../model/json.ts';
import type { YamlNode } from '../../model/yaml/index.ts';
import type { EditDocument } from './edit-document.ts';
import { type BlockStyle, DEFAULT_FLOW_STYLE, type FlowStyle } from './format-yaml.ts';
import { lineEnd, lineStart, nextLine, previousLineEnd, skipBlanks } from './lines.ts';
import { findBlockStyle, findFlowStyle } from './neighbours.ts';
import type { Origins } from './origins.ts';
import type { TextEdit } from './types.ts';

/** One object being edited: its text, what is known of the way to the place at hand, and the edits so far. */
export interface Editor {
  readonly text: string;
  /** Where the object's document begins: what stands above belongs to others. */
  readonly from: number;
  readonly lineBreak: string;
  readonly json: boolean;
  readonly document: EditDocument;
  /** Values that an operation puts in as a whole: they may stand in for something shared. */
  readonly wholes: ReadonlySet<Json>;
  readonly origins: Origins;
  /** Collections from the object's root to the one being edited. */
  readonly trail: YamlNode[];
  readonly edits: TextEdit[];
  /** Set when the result hangs on more than the places edited (merge keys, repeated keys): it must be read again. */
  doubtful: boolean;
  /** The removal at the end of the file that left the line break above it, and where that one stands. */
  openEnd: { readonly removal: TextEdit; readonly lineBreak: number } | undefined;
}

/** Where a node hangs: behind a key's colon or a dash. */
export interface Place {
  readonly holder: 'key' | 'dash' | 'root';
  /** The offset after the colon or dash; the node's start for the root. */
  readonly indicator: number;
  /** The column of the key or dash. */
  readonly column: number;
  /** Whether the node stands in a flow collection. */
  readonly inFlow: boolean;
}

/** Notes a replacement. */
export function replaceText(editor: Editor, start: number, end: number, text: string): void {
  editor.edits.push({ start, end, text });
}

/** Puts lines in behind the line that ends at `after`, `column` columns in. */
export function insertLines(editor: Editor, after: number, lines: readonly string[], column: number): void {
  const { text, edits, openEnd } = editor;
  // A removal may have taken blank lines behind that line too, which a block scalar above it would have kept.
  const at = edits.find((edit) => edit.text === '' && edit.start < after && after < edit.end)?.end ?? after;
  const takesEnd = openEnd !== undefined && at === text.length;
  if (takesEnd) {
    // The lines bring a line break of their own.
    const place = edits.indexOf(openEnd.removal);
    if (place >= 0) edits[place] = { ...openEnd.removal, start: openEnd.lineBreak };
    editor.openEnd = undefined;
  }
  const put = lines.map((line) => editor.lineBreak + (line === '' ? '' : ' '.repeat(column) + line)).join('');
  replaceText(editor, at, at, takesEnd && /[\r\n]$/.test(text) ? put + editor.lineBreak : put);
}

/**
 * Takes out whole lines: from the one that holds `start` to the one that holds `end`. On the last line of a file the line break
 * before it goes too, unless `keepBreak`: a block scalar above may count it as its own.
 */
export function removeLines(editor: Editor, start: number, end: number, keepBreak = false): void {
  const { text } = editor;
  const before = lineStart(text, start) <= editor.from ? undefined : previousLineEnd(text, start);
  const stop = lineEnd(text, end);
  if (before === undefined) replaceText(editor, lineStart(text, start), nextLine(text, stop) ?? stop, '');
  else if (!keepBreak || stop < text.length) replaceText(editor, before, stop, '');
  else {
    const removal = { start: lineStart(text, start), end: stop, text: '' };
    editor.openEnd = { removal, lineBreak: before };
    editor.edits.push(removal);
  }
}

/** Joins lines into one text whose first line goes on where the place stands, the others `column` columns in. */
export function joinLines(editor: Editor, lines: readonly string[], column: number): string {
  return lines.map((line, i) => (i === 0 || line === '' ? line : ' '.repeat(column) + line)).join(editor.lineBreak);
}

/** Tells whether a literal block may end at `at`: the next line must not be one that it could take in. */
export function mayEndLiteral(text: string, at: number): boolean {
  const line = nextLine(text, at);
  if (line === undefined || line === text.length) return line !== undefined;
  const content = skipBlanks(text, line);
  return content < lineEnd(text, line) && text[content] !== '#';
}

/** How blocks are written around the place at hand, for text that will be followed by what stands at `at`. */
export function blockStyleAt(editor: Editor, at: number): BlockStyle {
  return {
    ...findBlockStyle(editor.text, editor.trail, editor.document.shown),
    literals: mayEndLiteral(editor.text, at),
  };
}

/** How flow collections are written around the place at hand: the innermost of the trail. */
export function flowStyleAt(editor: Editor): FlowStyle {
  const base: FlowStyle = editor.json ? { ...DEFAULT_FLOW_STYLE, json: true, quote: 'double' } : DEFAULT_FLOW_STYLE;
  let style = base;
  for (const node of editor.trail) {
    if ((node.kind === 'map' || node.kind === 'seq') && node.style === 'flow')
      style = findFlowStyle(editor.text, node, style);
  }
  return style;
}

/** The style for a value that is an entry of the collection that `style` describes. */
export function entryStyle(style: FlowStyle): FlowStyle {
  return style.lines === undefined
    ? style
    : { ...style, lines: { ...style.lines, lead: style.lines.lead + style.lines.step } };
}
