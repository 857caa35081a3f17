import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { formatScalar, formatString, isLiteralSafe, type Quote } from './scalar.ts';

/** How a block is written; what a file's own neighbours do is found by `findBlockStyle`. */
export interface BlockStyle {
  /** Columns that a mapping stands in from the key that holds it. */
  readonly step: number;
  /** Columns that a list's dashes stand in from the key that holds it; 0 for lists that are not indented. */
  readonly dashStep: number;
  /** How lists of scalars are written: in brackets with this style, or undefined for one dash a line. */
  readonly lists: FlowStyle | undefined;
  /** Whether texts of several lines may be literal blocks (`|`). */
  readonly literals: boolean;
}

/** How a flow collection is written. */
export interface FlowStyle {
  /** Keys are always quoted, and strings too. */
  readonly json: boolean;
  readonly quote: Quote;
  /** Whether a blank stands inside braces. */
  readonly padded: boolean;
  readonly colon: ': ' | ':';
  readonly comma: ', ' | ',';
  /** One entry a line: the line break with the indentation of the collection's closing bracket, and what entries have beyond it. */
  readonly lines: { readonly lead: string; readonly step: string } | undefined;
}

/** Two columns a level, dashes indented, one item a line. */
export const DEFAULT_BLOCK_STYLE: BlockStyle = Object.freeze({
  step: 2,
  dashStep: 2,
  lists: undefined,
  literals: true,
});

/** One line, `{a: 1}`, quotes only where they are needed. */
export const DEFAULT_FLOW_STYLE: FlowStyle = Object.freeze({
  json: false,
  quote: 'plain',
  padded: false,
  colon: ': ',
  comma: ', ',
  lines: undefined,
});

const LONGEST_FLOW_LIST = 80;

function entriesOf(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, one] as const]));
}

/** Tells whether a value needs no block: a scalar, or a collection with nothing in it. */
export function isInline(value: Json): boolean {
  if (isList(value)) return value.length === 0;
  return !isObject(value) || entriesOf(value).length === 0;
}

/** Prints a value in flow style. */
export function formatFlow(value: Json, style: FlowStyle): string {
  const inner =
    style.lines === undefined
      ? style
      : { ...style, lines: { ...style.lines, lead: style.lines.lead + style.lines.step } };
  if (isList(value))
    return bracket(
      '[]',
      value.map((item) => formatFlow(item, inner)),
      style,
    );
  if (isObject(value))
    return bracket(
      '{}',
      entriesOf(value).map((entry) => formatFlowEntry(entry, inner)),
      style,
    );
  return formatScalar(value, 'flow', style.json ? 'double' : style.quote);
}

/** Prints `key: value` in flow style; `lines` of the style is that of the entry's own value. */
export function formatFlowEntry([key, value]: readonly [string, Json], style: FlowStyle): string {
  return formatString(key, 'flow', style.json ? 'double' : 'plain') + style.colon + formatFlow(value, style);
}

function bracket(brackets: '[]' | '{}', parts: readonly string[], style: FlowStyle): string {
  const [open, close] = brackets;
  if (parts.length === 0) return brackets;
  if (style.lines !== undefined) {
    const { lead, step } = style.lines;
    return open + parts.map((part) => lead + step + part).join(',') + lead + close;
  }
  const pad = style.padded && brackets === '{}' ? ' ' : '';
  return `${open}${pad}${parts.join(style.comma)}${pad}${close}`;
}

/** Prints a value that may stand behind a key or dash on the same line: scalars, empty collections, lists in brackets; undefined when it needs a block. */
export function formatInline(value: Json, style: BlockStyle, quote: Quote = 'plain'): string | undefined {
  if (isInline(value))
    return typeof value === 'object' ? formatFlow(value, DEFAULT_FLOW_STYLE) : formatScalar(value, 'block', quote);
  if (!isList(value) || style.lists === undefined || !value.every((item) => isInline(item) && !isObject(item)))
    return undefined;
  const text = formatFlow(value, style.lists);
  return text.length > LONGEST_FLOW_LIST ? undefined : text;
}

function literalLines(text: string, step: number): readonly string[] {
  const lines = text.split('\n');
  const clipped = lines.at(-1) === '';
  const body = clipped ? lines.slice(0, -1) : lines;
  return [clipped ? '|' : '|-', ...body.map((line) => (line === '' ? '' : ' '.repeat(step) + line))];
}

function indent(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line));
}

function valueLines(lead: string, value: Json, style: BlockStyle): readonly string[] {
  if (typeof value === 'string' && style.literals && isLiteralSafe(value)) {
    const [header = '', ...body] = literalLines(value, style.step);
    return [`${lead} ${header}`, ...body];
  }
  const inline = formatInline(value, style);
  if (inline !== undefined) return [`${lead} ${inline}`];
  return [lead, ...indent(formatBlockLines(value, style), isList(value) ? style.dashStep : style.step)];
}

/** The lines of `key: value` with the key at column 0. */
export function formatPairLines(key: string, value: Json, style: BlockStyle): readonly string[] {
  return valueLines(`${formatString(key, 'block', 'plain')}:`, value, style);
}

/** The lines of `- item` with the dash at column 0; `width` is how far the item's content stands from its dash. */
export function formatItemLines(value: Json, style: BlockStyle, width = 2): readonly string[] {
  if (isObject(value) || isList(value)) {
    if (formatInline(value, style) !== undefined) return valueLines('-', value, style);
    const [first = '', ...rest] = formatBlockLines(value, style);
    return [`-${' '.repeat(width - 1)}${first}`, ...indent(rest, width)];
  }
  return valueLines('-', value, style);
}

/** The lines of a collection with something in it, at column 0. */
export function formatBlockLines(value: Json, style: BlockStyle): readonly string[] {
  if (isList(value)) return value.flatMap((item) => formatItemLines(item, style));
  if (isObject(value)) return entriesOf(value).flatMap(([key, one]) => formatPairLines(key, one, style));
  return [formatScalar(value, 'block', 'plain')];
}

/** Prints a value as a YAML document without markers, lines ended by `\n`, keys in the order given, quotes only where they are needed. */
export function formatYaml(value: Json, style: Partial<BlockStyle> = {}): string {
  const whole = { ...DEFAULT_BLOCK_STYLE, ...style };
  const inline = isInline(value) ? formatInline(value, whole) : undefined;
  return `${inline ?? formatBlockLines(value, whole).join('\n')}\n`;
}
