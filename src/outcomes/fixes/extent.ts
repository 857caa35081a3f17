import type { YamlNode, YamlPair, YamlScalar } from '../../model/yaml/index.ts';
import { indentOf, lineEnd, lineStart, nextLine, skipBlanks } from './lines.ts';

/** Tells whether a node is a scalar in block style (`|` or `>`). */
export function isBlockScalar(node: YamlNode): node is YamlScalar {
  return node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
}

/** Tells whether a node is a mapping or list in block style. */
export function isBlockCollection(node: YamlNode): boolean {
  return (node.kind === 'map' || node.kind === 'seq') && node.style === 'block';
}

/** Tells whether nothing is written where a node stands (its properties apart). */
export function isUnwritten(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.start === node.end;
}

/** The end of a block scalar's last line that is not blank; of its header when all are. */
function blockScalarEnd(text: string, node: YamlNode): number {
  const header = lineEnd(text, node.start);
  let end = node.end;
  while (end > header && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return Math.max(end, header);
}

/** Where the last character of a node stands that is no blank, comment or line break; a block scalar's blank last lines are not counted. */
export function contentEnd(text: string, node: YamlNode): number {
  if (isBlockScalar(node)) return blockScalarEnd(text, node);
  if (!isBlockCollection(node)) return node.end;
  if (node.kind === 'map') return pairEnd(text, node.pairs.at(-1), node.end);
  if (node.kind !== 'seq') return node.end;
  const item = node.items.at(-1);
  return item === undefined ? node.end : itemEnd(text, item, node.dashes.at(-1) ?? node.end - 1);
}

/** {@link contentEnd} of a pair, `fallback` without one. */
export function pairEnd(text: string, pair: YamlPair | undefined, fallback: number): number {
  if (pair === undefined) return fallback;
  return isUnwritten(pair.value)
    ? Math.max(pair.key.end, pair.colon + 1, propertiesEnd(text, pair.value))
    : contentEnd(text, pair.value);
}

/** {@link contentEnd} of a list item whose dash is known. */
export function itemEnd(text: string, item: YamlNode, dash: number): number {
  return isUnwritten(item) ? Math.max(dash + 1, propertiesEnd(text, item)) : contentEnd(text, item);
}

/** Where a node's properties end when it is nothing but properties; 0 when it has none. */
function propertiesEnd(text: string, node: YamlNode): number {
  if (node.propertiesStart === node.start) return 0;
  let end = node.start;
  while (end > node.propertiesStart && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

/** The scalar that a node's text ends with, when it is in block style: what follows may then become part of it. */
export function lastBlockScalar(node: YamlNode | undefined): YamlScalar | undefined {
  if (node === undefined) return undefined;
  if (isBlockScalar(node)) return node;
  if (node.style !== 'block') return undefined;
  if (node.kind === 'map') return lastBlockScalar(node.pairs.at(-1)?.value);
  return node.kind === 'seq' ? lastBlockScalar(node.items.at(-1)) : undefined;
}

/** Tells whether a block scalar keeps the blank lines behind it (`|+`). */
export function keepsBlanks(text: string, node: YamlScalar): boolean {
  return text.slice(node.start, lineEnd(text, node.start)).split('#')[0]?.includes('+') ?? false;
}

/** The end of the last blank line of a run that begins on the line after `offset`; `offset`'s line end when there is none. */
function blankRunEnd(text: string, offset: number): number {
  let end = lineEnd(text, offset);
  for (let line = nextLine(text, end); line !== undefined; line = nextLine(text, end)) {
    const stop = lineEnd(text, line);
    if (skipBlanks(text, line) < stop || stop === text.length) break;
    end = stop;
  }
  return end;
}

/** Where a line may be put in behind an entry: the end of its last line, with the blank lines that a block scalar keeps. */
export function insertionPoint(text: string, node: YamlNode | undefined, end: number): number {
  const scalar = lastBlockScalar(node);
  return scalar !== undefined && keepsBlanks(text, scalar) ? blankRunEnd(text, end) : lineEnd(text, end);
}

function contentIndent(text: string, node: YamlScalar): number {
  for (let line = nextLine(text, node.start); line !== undefined && line < node.end; line = nextLine(text, line)) {
    if (skipBlanks(text, line) < lineEnd(text, line)) return indentOf(text, line).length;
  }
  return 0;
}

/**
 * How far a removal of lines must reach: blank lines and comments behind it that the block scalar before it would take in go too.
 * `end` is the end of the last line to remove.
 */
export function removalEnd(text: string, before: YamlNode | undefined, end: number): number {
  const scalar = lastBlockScalar(before);
  if (scalar === undefined) return end;
  const keeps = keepsBlanks(text, scalar);
  const indent = contentIndent(text, scalar);
  let reach = end;
  for (let line = nextLine(text, end); line !== undefined; line = nextLine(text, line)) {
    const content = skipBlanks(text, line);
    const stop = lineEnd(text, line);
    if (content < stop && text[content] !== '#') break;
    if (content === stop ? keeps || stop > line : content - lineStart(text, line) >= indent) reach = stop;
  }
  return reach;
}
