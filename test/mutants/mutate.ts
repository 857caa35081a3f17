import { parseAst } from 'rolldown/parseAst';

/** One change of a source text. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Line of the change, from 1. */
  readonly line: number;
  /** What changed, as `=== → !==`; with the line's text it names the mutant in explained.yaml. */
  readonly change: string;
}

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

const OPERATORS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
};

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** Properties whose text is for people: their wording is not the judge's to get wrong. */
const WORDING = new Set(['meta', 'title', 'breaksIf', 'question', 'text', 'doc', 'why', 'remedy', 'rules', 'allows']);

/** Properties of a closed set of words, where the compiler sees any other, what the contract's test holds against the catalogue, and wording. */
const OUTSIDE = new Set([...WORDING, 'op', 'class', 'verdict', 'scope', 'ids', 'topic']);

interface Change {
  readonly node: { readonly start: number; readonly end: number };
  readonly replacement: string;
}

type Maker = (node: Node, text: string) => readonly Change[];

/** The operator of a binary node stands between its operands; the first match from the left operand's end on is it. */
function replaceOperator(node: Node, text: string): readonly Change[] {
  const operator = String(node['operator']);
  const swapped = OPERATORS[operator];
  const { left } = node;
  if (swapped === undefined || !isNode(left)) return [];
  const start = text.indexOf(operator, left.end);
  return [{ node: { start, end: start + operator.length }, replacement: swapped }];
}

/** `x === undefined ? {} : { x }`: without the test the entry would hold undefined, which no reader tells from a missing one. */
function isOptionalEntry({ test, consequent }: Node): boolean {
  if (!isNode(test) || !isNode(consequent) || consequent.type !== 'ObjectExpression') return false;
  const { right } = test;
  return test['operator'] === '===' && isNode(right) && right['name'] === 'undefined';
}

function replaceTest(node: Node): readonly Change[] {
  const { test } = node;
  if (!isNode(test)) return [];
  const wanted = isOptionalEntry(node) ? ['true'] : ['true', 'false'];
  return wanted.map((replacement) => ({ node: test, replacement }));
}

function dropNot(node: Node, text: string): readonly Change[] {
  const { argument } = node;
  return node['operator'] === '!' && isNode(argument)
    ? [{ node, replacement: text.slice(argument.start, argument.end) }]
    : [];
}

function replaceLiteral(node: Node): readonly Change[] {
  const { value } = node;
  if (typeof value === 'boolean') return [{ node, replacement: String(!value) }];
  if (typeof value === 'number') return [{ node, replacement: String(value + 1) }];
  return typeof value === 'string' ? [{ node, replacement: JSON.stringify(`${value}~`) }] : [];
}

function swapMethod(node: Node): readonly Change[] {
  const { callee } = node;
  const property = isNode(callee) ? callee['property'] : undefined;
  const swapped = isNode(property) ? METHODS[String(property['name'])] : undefined;
  return isNode(property) && swapped !== undefined ? [{ node: property, replacement: swapped }] : [];
}

function dropStatement(node: Node): readonly Change[] {
  return isNode(node['expression']) && node['directive'] === undefined ? [{ node, replacement: ';' }] : [];
}

function dropYieldDelegate(node: Node): readonly Change[] {
  const { argument } = node;
  return node['delegate'] === true && isNode(argument) ? [{ node: argument, replacement: '[]' }] : [];
}

const MAKERS: Readonly<Record<string, Maker>> = {
  BinaryExpression: replaceOperator,
  LogicalExpression: replaceOperator,
  IfStatement: replaceTest,
  ConditionalExpression: replaceTest,
  UnaryExpression: dropNot,
  Literal: replaceLiteral,
  CallExpression: swapMethod,
  ExpressionStatement: dropStatement,
  YieldExpression: dropYieldDelegate,
};

/** Parts that are no code of the judge: imports, types, metadata, wording. */
function isOutside(node: Node): boolean {
  if (node.type.startsWith('TS') && !/^TS(?:AsExpression|SatisfiesExpression|NonNullExpression)$/.test(node.type))
    return true;
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return true;
  if (node.type === 'NewExpression') return isNode(node['callee']) && node['callee']['name'] === 'InvalidFieldError';
  if (node.type === 'VariableDeclarator') return isNode(node['id']) && WORDING.has(String(node['id']['name']));
  return node.type === 'Property' && isNode(node['key']) && OUTSIDE.has(String(node['key']['name']));
}

function* nodesOf(value: unknown): Iterable<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
  } else if (isNode(value)) {
    if (isOutside(value)) return;
    yield value;
    for (const [key, child] of Object.entries(value)) {
      // Names of properties and of scopes are no data.
      const isName = key === 'key' || (key === 'value' && value.type === 'Property' && value['key'] === child);
      if (!isName || value['computed'] === true) yield* nodesOf(child);
    }
  }
}

function show(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 40 ? `${flat.slice(0, 37)}...` : flat;
}

/** All mutants of a TypeScript source, in the order of the text. */
export function mutantsOf(text: string): readonly Mutant[] {
  const program = parseAst(text, { lang: 'ts' });
  const found: Mutant[] = [];
  for (const node of nodesOf(program.body)) {
    for (const { node: at, replacement } of MAKERS[node.type]?.(node, text) ?? []) {
      const line = text.slice(0, at.start).split('\n').length;
      const change = `${show(text.slice(at.start, at.end))} → ${show(replacement)}`;
      found.push({ start: at.start, end: at.end, replacement, line, change });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** The text with the mutant in it. */
export function applyMutant(text: string, { start, end, replacement }: Mutant): string {
  return `${text.slice(0, start)}${replacement}${text.slice(end)}`;
}
