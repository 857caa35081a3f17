import { isList, isObject, type Json, type JsonObject, sameJson, stringifyJson } from '../../src/model/json.ts';
import { below, chance, pick, type Rng } from './rng.ts';
import { printScalar } from './yaml-scalars.ts';

/** How a document is printed; probabilities are from 0 to 1. */
export interface PrintStyle {
  /** JSON instead of YAML: on one line without blanks, on one line, or one entry a line. */
  readonly json: 'tight' | 'line' | 'lines' | undefined;
  readonly step: number;
  /** Columns from a key to the dashes of its list. */
  readonly dashStep: number;
  readonly flow: number;
  readonly comments: number;
  readonly blanks: number;
  readonly anchors: number;
  readonly merges: number;
  readonly lineBreak: '\n' | '\r\n';
  readonly finalBreak: boolean;
}

interface Printer {
  readonly style: PrintStyle;
  readonly rng: Rng;
  /** Anchored values printed so far, by their JSON. */
  readonly anchors: Map<string, { readonly name: string; readonly value: Json }>;
  /** Anchors may be used only once their node is whole. */
  count: number;
  comment: number;
  /** The last line belongs to a block scalar. */
  inScalar: boolean;
}

/** Text behind a key or dash (first), and whole lines below it. */
type Lines = readonly string[];

/** Any style; anchors and merge keys only when asked for. */
export function randomStyle(
  rng: Rng,
  options: { readonly anchors?: boolean; readonly json?: boolean } = {},
): PrintStyle {
  const step = pick(rng, [2, 2, 2, 4, 3]);
  return {
    json: options.json === true ? pick(rng, ['tight', 'line', 'lines'] as const) : undefined,
    step,
    dashStep: pick(rng, [0, step, 1]),
    flow: pick(rng, [0, 0.1, 0.4, 1]),
    comments: pick(rng, [0, 0.1, 0.4]),
    blanks: pick(rng, [0, 0.1]),
    anchors: options.anchors === true ? 0.3 : 0,
    merges: options.anchors === true ? 0.5 : 0,
    lineBreak: pick(rng, ['\n', '\n', '\r\n'] as const),
    finalBreak: chance(rng, 0.8),
  };
}

const REMARKS = ['', ' ', ' - x', ' a: b', ' {', ' "quoted', " it's", '#', ' ünï 😀', ' ---', ' *a &b', '\ttab'];

function remark(printer: Printer): string {
  printer.comment += 1;
  return `#c${printer.comment}c${pick(printer.rng, REMARKS)}`;
}

/** A comment behind something on a line, often none. */
function trailing(printer: Printer): string {
  const { rng, style } = printer;
  if (chance(rng, style.comments)) return `${pick(rng, [' ', '  ', '\t'])}${remark(printer)}`;
  return chance(rng, style.blanks / 4) ? ' ' : '';
}

/** Comment and blank lines before an entry `column` columns in, often none. */
function between(printer: Printer, column: number): Lines {
  const { rng, style, inScalar } = printer;
  const lines: string[] = [];
  if (chance(rng, style.comments / 2))
    lines.push(' '.repeat(inScalar ? column : Math.max(0, column + below(rng, 4) - 1)) + remark(printer));
  if (!inScalar && chance(rng, style.blanks)) lines.push(pick(rng, ['', '', '  ']));
  return lines;
}

function entriesOf(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, one] as const]));
}

/** Forgets the last line's block scalar: whatever is printed next ends it. */
function endScalar<T>(printer: Printer, text: T): T {
  printer.inScalar = false;
  return text;
}

/** `&name ` for a node that is to be anchored, and what to call once it is printed. */
function anchorFor(printer: Printer, value: Json): { readonly mark: string; readonly done: () => void } {
  const { rng, style, anchors } = printer;
  if (!chance(rng, style.anchors)) return { mark: '', done: () => undefined };
  printer.count += 1;
  const name = `a${printer.count}`;
  return { mark: `&${name} `, done: () => anchors.set(stringifyJson(value), { name, value }) };
}

function aliasFor(printer: Printer, value: Json): string | undefined {
  const known = printer.anchors.get(stringifyJson(value));
  return known !== undefined && chance(printer.rng, 0.8) ? `*${known.name}` : undefined;
}

/** Anchored mappings all of whose keys a value has too. */
function mergeFor(
  printer: Printer,
  value: JsonObject,
): { readonly name: string; readonly value: JsonObject } | undefined {
  if (!chance(printer.rng, printer.style.merges)) return undefined;
  for (const { name, value: base } of printer.anchors.values()) {
    if (isObject(base) && Object.keys(base).length > 0 && Object.keys(base).every((key) => value[key] !== undefined))
      return { name, value: base };
  }
  return undefined;
}

/** The pairs of a mapping as they are to be written; what a merge key brings is left out. */
function pairsOf(printer: Printer, value: JsonObject): readonly (readonly [string | undefined, Json, string])[] {
  const merge = mergeFor(printer, value);
  const pairs = entriesOf(value).map(([key, one]) => [key, one, ''] as const);
  if (merge === undefined) return pairs;
  const rest = pairs.filter(([key, one]) => !sameJson(merge.value[key], one));
  return [[undefined, null, `*${merge.name}`], ...rest];
}

function flowKey(printer: Printer, key: string): string {
  return printScalar(key, { column: 0, kind: 'key', step: 2 }, printer.rng).lines[0] ?? '""';
}

/** A value in flow style; every line but the first is indented by more than `column`. */
function flowLines(printer: Printer, value: Json, column: number): Lines {
  const { rng } = printer;
  const alias = aliasFor(printer, value);
  if (alias !== undefined) return [`${alias} `];
  if (!isList(value) && !isObject(value)) return printScalar(value, { column, kind: 'flow', step: 2 }, rng).lines;
  const anchor = anchorFor(printer, value);
  const parts = isList(value)
    ? value.map((item) => flowLines(printer, item, column + 2))
    : pairsOf(printer, value).map(([key, one, merged]) =>
        flowPair(printer, key, merged === '' ? flowLines(printer, one, column + 2) : [`${merged} `]),
      );
  const [open, close] = isList(value) ? '[]' : '{}';
  const lines = joinFlow(printer, parts, { open: anchor.mark + open, close: close ?? '', column });
  anchor.done();
  return lines;
}

function flowPair(printer: Printer, key: string | undefined, [first = '', ...rest]: Lines): Lines {
  const name = key === undefined ? '<<' : flowKey(printer, key);
  return [`${name}: ${first}`, ...rest];
}

interface Brackets {
  readonly open: string;
  readonly close: string;
  readonly column: number;
}

function joinFlow(printer: Printer, parts: readonly Lines[], brackets: Brackets): Lines {
  const { rng } = printer;
  if (parts.length === 0) return [brackets.open + pick(rng, ['', ' ']) + brackets.close];
  return chance(rng, 0.3) ? joinOnLines(printer, parts, brackets) : joinOnOneLine(printer, parts, brackets);
}

function joinOnOneLine({ rng }: Printer, parts: readonly Lines[], { open, close }: Brackets): Lines {
  const pad = pick(rng, ['', ' ']);
  const lines: string[] = [open + pad];
  for (const [i, [first = '', ...rest]] of parts.entries()) {
    const comma = i < parts.length - 1 || chance(rng, 0.15) ? pick(rng, [', ', ', ', ',  ']) : '';
    lines.push((lines.pop() ?? '') + first, ...rest);
    lines[lines.length - 1] += comma;
  }
  lines[lines.length - 1] += pad + close;
  return lines;
}

function joinOnLines(printer: Printer, parts: readonly Lines[], { open, close, column }: Brackets): Lines {
  const { rng } = printer;
  const lines: string[] = [open + trailing(printer)];
  for (const [i, [first = '', ...rest]] of parts.entries()) {
    const comma = i < parts.length - 1 || chance(rng, 0.15) ? ',' : '';
    lines.push(...between(printer, column + 2), ' '.repeat(column + 2) + first, ...rest);
    lines[lines.length - 1] += comma + trailing(printer);
  }
  return [...lines, ' '.repeat(column + 1 + below(rng, 2)) + close];
}

function isEmpty(value: JsonObject | readonly Json[]): boolean {
  return isList(value) ? value.length === 0 : entriesOf(value).length === 0;
}

/** What follows `key:` or `-` at `column`; the first line includes the blank before it. */
function behind(printer: Printer, value: Json, column: number, holder: 'key' | 'dash'): Lines {
  const alias = aliasFor(printer, value);
  if (alias !== undefined) return endScalar(printer, [` ${alias}${trailing(printer)}`]);
  if (!isList(value) && !isObject(value)) return scalarBehind(printer, value, column, holder);
  if (!isEmpty(value) && !chance(printer.rng, printer.style.flow)) return blockBehind(printer, value, column, holder);
  const [first = '', ...rest] = flowLines(printer, value, column);
  return endScalar(printer, closeLine(printer, [` ${first}`, ...rest]));
}

function closeLine(printer: Printer, lines: Lines): Lines {
  return [...lines.slice(0, -1), (lines.at(-1) ?? '') + trailing(printer)];
}

function scalarBehind(
  printer: Printer,
  value: Exclude<Json, object> | null,
  column: number,
  holder: 'key' | 'dash',
): Lines {
  const { rng, style } = printer;
  const { lines, block } = printScalar(value, { column, kind: 'block', step: style.step }, rng, true);
  const [first = '', ...rest] = lines;
  printer.inScalar = block;
  if (block) return [` ${first}`, ...rest];
  if (first === '') return [trailing(printer)];
  const head = ` ${propertiesFor(printer, value)}${first}`;
  if (holder === 'dash' || !chance(rng, 0.03)) return closeLine(printer, [head, ...rest]);
  // The value on a line of its own, below its key.
  return [
    trailing(printer),
    ...between(printer, column + 1),
    ...closeLine(printer, [' '.repeat(column + style.step) + head.trimStart(), ...rest]),
  ];
}

/** An anchor, a tag, both or (mostly) nothing before a scalar. */
function propertiesFor(printer: Printer, value: Json): string {
  const anchor = anchorFor(printer, value);
  anchor.done();
  return anchor.mark + (typeof value === 'string' && chance(printer.rng, 0.03) ? '!!str ' : '');
}

function blockBehind(
  printer: Printer,
  value: JsonObject | readonly Json[],
  column: number,
  holder: 'key' | 'dash',
): Lines {
  const { rng, style } = printer;
  const anchor = anchorFor(printer, value);
  endScalar(printer, undefined);
  let lines: Lines;
  if (holder === 'dash' && anchor.mark === '' && !chance(rng, 0.1)) {
    const width = pick(rng, [2, 2, 2, 3, 4]);
    const [first = '', ...rest] = block(printer, value, column + width, true);
    lines = [' '.repeat(width - 1) + first.trimStart(), ...rest];
  } else {
    const inner = column + (holder === 'dash' ? 2 : isList(value) ? style.dashStep : style.step);
    lines = [
      (anchor.mark === '' ? '' : ` ${anchor.mark.trimEnd()}`) + trailing(printer),
      ...block(printer, value, inner, false),
    ];
  }
  anchor.done();
  return lines;
}

/** A block collection at `column`; `compact` leaves out what may stand before its first line. */
function block(printer: Printer, value: JsonObject | readonly Json[], column: number, compact: boolean): Lines {
  const lines: string[] = [];
  const add = (print: () => Lines): void => {
    if (!compact || lines.length > 0) lines.push(...between(printer, column));
    const [first = '', ...rest] = print();
    lines.push(' '.repeat(column) + first, ...rest);
  };
  if (isList(value)) for (const item of value) add(() => glue('-', behind(printer, item, column, 'dash')));
  else for (const pair of pairsOf(printer, value)) add(() => blockPair(printer, pair, column));
  return lines;
}

/** A tab right behind a dash is taken for indentation. */
function glue(mark: string, [first = '', ...rest]: Lines): Lines {
  return [mark + (mark === '-' ? first.replace(/^\t/, ' ') : first), ...rest];
}

function blockPair(
  printer: Printer,
  [key, value, merged]: readonly [string | undefined, Json, string],
  column: number,
): Lines {
  if (key === undefined) return endScalar(printer, [`<<: ${merged}`]);
  const gap = chance(printer.rng, 0.03) ? ' ' : '';
  return glue(`${flowKey(printer, key)}${gap}:`, behind(printer, value, column, 'key'));
}

function printJson(value: Json, style: PrintStyle): string {
  if (style.json === 'tight') return stringifyJson(value);
  const lines = style.json === 'lines';
  const text = (one: Json, lead: string): string => {
    const inner = lead + (lines ? ' '.repeat(style.step) : '');
    const wrap = (parts: readonly string[], open: string, close: string): string => {
      if (parts.length === 0) return open + close;
      return lines
        ? `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${lead}${close}`
        : `${open}${parts.join(', ')}${close}`;
    };
    if (isList(one))
      return wrap(
        one.map((item) => text(item, inner)),
        '[',
        ']',
      );
    if (isObject(one))
      return wrap(
        entriesOf(one).map(([key, item]) => `${JSON.stringify(key)}: ${text(item, inner)}`),
        '{',
        '}',
      );
    return stringifyJson(one);
  };
  return text(value, '');
}

/** Prints one value as a document without markers, in a style and with random choices where the style leaves any. It reads as the value. */
export function printYaml(value: Json, style: PrintStyle, rng: Rng): string {
  const printer: Printer = { style, rng, anchors: new Map(), count: 0, comment: 0, inScalar: false };
  const text = style.json === undefined ? printBlock(printer, value) : printJson(value, style);
  const ended = style.finalBreak || printer.inScalar ? `${text}\n` : text;
  return ended.replaceAll('\n', style.lineBreak);
}

function printBlock(printer: Printer, value: Json): string {
  const isBlock = (isList(value) && value.length > 0) || (isObject(value) && entriesOf(value).length > 0);
  const flow = printer.style.flow === 1 && chance(printer.rng, 0.3);
  if (isBlock && !flow) return block(printer, value, 0, false).join('\n');
  return (
    isList(value) || isObject(value)
      ? flowLines(printer, value, 0)
      : printScalar(value, { column: 0, kind: 'flow', step: 2 }, printer.rng).lines
  ).join('\n');
}

/** Prints several values as the documents of one file, `---` between them and sometimes `...` or a first marker. */
export function printDocuments(values: readonly Json[], style: PrintStyle, rng: Rng): string {
  const broken = { ...style, finalBreak: true };
  const texts = values.map((value, i) => printYaml(value, i === values.length - 1 ? style : broken, rng));
  const end = style.lineBreak;
  // A comment or a marker would make JSON something that no JSON reader takes.
  let file = !style.json && chance(rng, 0.2) ? `${pick(rng, ['---', '--- # first', '# top'])}${end}` : '';
  for (const [i, text] of texts.entries()) {
    if (i > 0) file += `${pick(rng, ['---', '---', '--- # next', `...${end}---`])}${end}`;
    file += text;
  }
  return file;
}
