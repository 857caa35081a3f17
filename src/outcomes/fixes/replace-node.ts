import { isList, isObject, type Json } from '../../model/json.ts';
import type { YamlNode } from '../../model/yaml/index.ts';
import { guardWhole } from './anchors.ts';
import {
  blockStyleAt,
  type Editor,
  entryStyle,
  flowStyleAt,
  insertLines,
  joinLines,
  mayEndLiteral,
  type Place,
  removeLines,
  replaceText,
} from './editor.ts';
import { contentEnd, isBlockCollection, isUnwritten } from './extent.ts';
import { type BlockStyle, formatBlockLines, formatFlow, formatInline, formatPairLines } from './format-yaml.ts';
import { columnOf, lineEnd, sameLine, skipBlanks } from './lines.ts';
import type { Quote } from './scalar.ts';

function quoteOfNode(node: YamlNode): Quote {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return 'plain';
  return node.style === 'single' || node.style === 'double' ? node.style : 'plain';
}

/** What is written for a node, properties included; an empty stretch behind the indicator when nothing is. */
function spanOf(editor: Editor, node: YamlNode, place: Place): { readonly from: number; readonly to: number } {
  if (!isUnwritten(node)) return { from: node.propertiesStart, to: contentEnd(editor.text, node) };
  if (node.propertiesStart < node.start) return { from: node.propertiesStart, to: node.start };
  return { from: place.indicator, to: place.indicator };
}

function replaceInFlow(editor: Editor, node: YamlNode, after: Json, place: Place): void {
  const { from, to } = spanOf(editor, node, place);
  const style = entryStyle(flowStyleAt(editor));
  const quote = style.json ? 'double' : quoteOfNode(node);
  const text = formatFlow(after, isList(after) || isObject(after) || quote === 'plain' ? style : { ...style, quote });
  replaceText(editor, from, to, from === to && place.holder !== 'root' ? ` ${text}` : text);
}

/** Writes a value that fits behind its key or dash. */
function putInline(editor: Editor, node: YamlNode, text: string, place: Place): void {
  const { from, to } = spanOf(editor, node, place);
  if (from === to) replaceText(editor, from, to, ` ${text}`);
  else if (place.holder === 'key' && isBlockCollection(node) && !sameLine(editor.text, place.indicator, node.start)) {
    replaceText(
      editor,
      place.indicator,
      Math.max(place.indicator, propertiesOnKeyLine(editor, node, place)),
      ` ${text}`,
    );
    removeLines(editor, node.start, to);
  } else replaceText(editor, from, to, text);
}

/** The end of the properties that stand on the key's own line, above the node. */
function propertiesOnKeyLine(editor: Editor, node: YamlNode, place: Place): number {
  if (node.propertiesStart === node.start || !sameLine(editor.text, place.indicator, node.propertiesStart)) return 0;
  const written = /^[&!]\S*(?:[ \t]+[&!]\S*)?/.exec(
    editor.text.slice(node.propertiesStart, lineEnd(editor.text, node.propertiesStart)),
  );
  return node.propertiesStart + (written?.[0].length ?? 0);
}

/** Writes a block below its key, `column` columns in. */
function putBelowKey(
  editor: Editor,
  node: YamlNode,
  block: { readonly lines: readonly string[]; readonly column: number },
  place: Place,
): void {
  const { text } = editor;
  const { from, to } = spanOf(editor, node, place);
  const below = isBlockCollection(node) || (from !== to && !sameLine(text, place.indicator, from));
  if (!below) {
    // The value goes, what is behind it (a comment) stays on the key's line.
    if (to > place.indicator) replaceText(editor, place.indicator, to, '');
    insertLines(editor, lineEnd(text, to), block.lines, block.column);
    return;
  }
  const properties = propertiesOnKeyLine(editor, node, place);
  if (properties > 0) replaceText(editor, place.indicator, properties, '');
  insertLines(editor, lineEnd(text, place.indicator), block.lines, block.column);
  const rest = skipBlanks(text, to);
  // A comment behind a value that stands below its key keeps the line.
  if (!isBlockCollection(node) && rest < lineEnd(text, to)) replaceText(editor, from, rest, '');
  else removeLines(editor, properties > 0 ? node.start : from, to);
}

/** Comments between a key and the node below it stay, and would run into a literal block as much as what follows the node. */
function styleFor(editor: Editor, end: number, place: Place): BlockStyle {
  const style = blockStyleAt(editor, end);
  if (place.holder !== 'key' || sameLine(editor.text, place.indicator, end)) return style;
  const free =
    skipBlanks(editor.text, end) === lineEnd(editor.text, end) && mayEndLiteral(editor.text, place.indicator);
  return { ...style, literals: style.literals && free };
}

function putBlock(editor: Editor, node: YamlNode, after: Json, place: Place): void {
  const { from, to } = spanOf(editor, node, place);
  const style = styleFor(editor, to, place);
  if (place.holder === 'key') {
    const column = place.column + (isList(after) ? style.dashStep : style.step);
    putBelowKey(editor, node, { lines: formatBlockLines(after, style), column }, place);
    return;
  }
  // A comment may follow on the line, so that the last line must not be a literal block's.
  const lines = formatBlockLines(after, { ...style, literals: false });
  if (from === to) replaceText(editor, from, to, ` ${joinLines(editor, lines, place.column + 2)}`);
  else replaceText(editor, from, to, joinLines(editor, lines, columnOf(editor.text, from)));
}

/** A text of several lines behind a key, as a literal block when nothing can run into it; undefined when something can. */
function literalOf(editor: Editor, node: YamlNode, after: Json, place: Place): string | undefined {
  const { to } = spanOf(editor, node, place);
  // What is left on the line would become part of the last line.
  const last = isBlockCollection(node) ? place.indicator : to;
  if (typeof after !== 'string' || place.holder !== 'key' || last < lineEnd(editor.text, last)) return undefined;
  const [first = '', ...body] = formatPairLines('k', after, styleFor(editor, to, place));
  return body.length === 0 ? undefined : joinLines(editor, [first.slice('k: '.length), ...body], place.column);
}

/** Writes a value in place of another; comments outside what is replaced stay. */
export function replaceNode(editor: Editor, node: YamlNode, after: Json, place: Place): void {
  guardWhole(node, editor.document.aliases);
  if (place.inFlow || editor.json) {
    replaceInFlow(editor, node, after, place);
    return;
  }
  const { to } = spanOf(editor, node, place);
  const inline =
    literalOf(editor, node, after, place) ?? formatInline(after, blockStyleAt(editor, to), quoteOfNode(node));
  if (inline === undefined) putBlock(editor, node, after, place);
  else putInline(editor, node, inline, place);
}
