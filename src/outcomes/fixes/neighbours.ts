import type { YamlMap, YamlNode, YamlPair, YamlSeq } from '../../model/yaml/index.ts';
import { isUnwritten } from './extent.ts';
import { type BlockStyle, DEFAULT_BLOCK_STYLE, DEFAULT_FLOW_STYLE, type FlowStyle } from './format-yaml.ts';
import { columnOf, indentOf, isBlank, leadsLine, lineBreakOf, sameLine } from './lines.ts';
import type { Quote } from './scalar.ts';

/** How a string is quoted; undefined for anything else. */
function quoteOf(node: YamlNode | undefined): Quote | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  return node.style === 'double' || node.style === 'single' ? node.style : 'plain';
}

/** How the strings of a list are quoted, judged by the first. */
export function quoteOfItems(list: YamlSeq): Quote {
  return list.items.map(quoteOf).find((quote) => quote !== undefined) ?? 'plain';
}

interface Findings {
  step: number | undefined;
  dashStep: number | undefined;
  /** The first list of scalars that is met. */
  list: YamlSeq | undefined;
}

function isScalarList(node: YamlNode): node is YamlSeq {
  return node.kind === 'seq' && node.items.length > 0 && node.items.every((item) => item.kind === 'scalar');
}

/** Whether a key is written behind `?`. */
function isBehindMark(text: string, key: YamlNode): boolean {
  let at = key.propertiesStart - 1;
  while (isBlank(text[at])) at -= 1;
  return text[at] === '?' && at < key.propertiesStart - 1;
}

/** How far in from its key a block stands; undefined where that shows nothing. */
function stepOf(text: string, { key, value }: YamlPair): number | undefined {
  if (sameLine(text, key.start, value.start)) return undefined;
  const columns = columnOf(text, value.start) - columnOf(text, key.propertiesStart);
  // Behind `? key` both stand where the marks leave them; a list may stand below its key, a mapping cannot.
  return isBehindMark(text, key) || columns < (value.kind === 'seq' ? 0 : 1) ? undefined : columns;
}

function lookAt(text: string, pair: YamlPair, found: Findings): void {
  const { value } = pair;
  if (value.kind !== 'map' && value.kind !== 'seq') return;
  if (isScalarList(value)) found.list ??= value;
  if (value.style !== 'block') return;
  if (value.kind === 'seq') found.dashStep ??= stepOf(text, pair);
  else found.step ??= stepOf(text, pair);
}

/** What the pairs of a mapping show of how blocks are written. */
export type Shown = Readonly<Findings>;

function lookAround(text: string, map: YamlMap): Shown {
  const found: Findings = { step: undefined, dashStep: undefined, list: undefined };
  for (const pair of map.pairs) lookAt(text, pair, found);
  return found;
}

/** What is shown on the way to a place, by the nearest mapping that shows it. */
function nearest(text: string, trail: readonly YamlNode[], shown: Map<YamlMap, Shown>): Shown {
  const found: Findings = { step: undefined, dashStep: undefined, list: undefined };
  for (const node of trail.toReversed()) {
    if (node.kind !== 'map' || node.style !== 'block') continue;
    let near = shown.get(node);
    if (near === undefined) shown.set(node, (near = lookAround(text, node)));
    found.step ??= near.step;
    found.dashStep ??= near.dashStep;
    found.list ??= near.list;
  }
  return found;
}

/**
 * Finds how a file's author writes blocks: the nearest example among what the nodes of `trail` (outermost first) hold. What no
 * neighbour shows is two columns a level, lists indented like mappings and one item a line. `shown` keeps what a mapping shows for the next edit.
 */
export function findBlockStyle(text: string, trail: readonly YamlNode[], shown: Map<YamlMap, Shown>): BlockStyle {
  const { step = DEFAULT_BLOCK_STYLE.step, dashStep = step, list } = nearest(text, trail, shown);
  const lists = list?.style === 'flow' ? { ...findFlowStyle(text, list), lines: undefined } : undefined;
  return { step, dashStep, lists, literals: true };
}

/** Tells whether a collection's first entry stands on a line of its own, and how far in. */
function findLines(text: string, node: YamlNode, first: YamlNode): FlowStyle['lines'] {
  if (sameLine(text, node.start, first.propertiesStart) || !leadsLine(text, first.propertiesStart)) return undefined;
  const outer = indentOf(text, node.start);
  const inner = indentOf(text, first.propertiesStart);
  const step = inner.startsWith(outer) ? inner.slice(outer.length) : inner;
  return { lead: lineBreakOf(text) + outer, step: step === '' ? '  ' : step };
}

/** The comma that a list of places shows: whether a blank follows it. */
function findComma(text: string, first: YamlNode, second: YamlNode | undefined): FlowStyle['comma'] | undefined {
  if (second === undefined) return undefined;
  const comma = text.indexOf(',', first.end);
  return comma >= 0 && comma + 1 === second.propertiesStart ? ',' : ', ';
}

function findListStyle(text: string, list: YamlSeq, outer: FlowStyle): FlowStyle {
  const [first, second] = list.items;
  if (first === undefined) return outer;
  const comma = findComma(text, first, second) ?? outer.comma;
  return { ...outer, quote: outer.json ? 'double' : quoteOfItems(list), comma, lines: findLines(text, list, first) };
}

function findMapStyle(text: string, map: YamlMap, outer: FlowStyle): FlowStyle {
  const [first, second] = map.pairs;
  if (first === undefined) return outer;
  const json = first.key.style === 'double';
  const tight = json && !isUnwritten(first.value) && first.colon + 1 === first.value.propertiesStart;
  const quote = map.pairs.map((pair) => quoteOf(pair.value)).find((one) => one !== undefined);
  return {
    json,
    quote: quote ?? 'plain',
    padded: isBlank(text[map.start + 1]),
    colon: tight ? ':' : ': ',
    comma: findComma(text, first.value, second?.key) ?? (tight ? ',' : outer.comma),
    lines: findLines(text, map, first.key),
  };
}

/** Finds how a flow collection is written; what cannot be seen is as `outer` has it. */
export function findFlowStyle(text: string, node: YamlMap | YamlSeq, outer: FlowStyle = DEFAULT_FLOW_STYLE): FlowStyle {
  return node.kind === 'map' ? findMapStyle(text, node, outer) : findListStyle(text, node, outer);
}
