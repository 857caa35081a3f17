import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../test/support/rng.ts';
import { printDocuments, printYaml, randomStyle } from '../../../test/support/yaml-printer.ts';
import { valueOfTree } from '../../../test/oracle/yaml/tree-value.ts';
import { isList, isObject, type Json, type Path, sameJson, valueAt } from '../json.ts';
import { composeDocument, lineIndex, locatePath, readDocuments, type YamlNode } from './index.ts';

const SOME_TEXT = [
  'a b',
  'line\nmore\n',
  'x: y',
  '# c',
  '- z',
  "it's",
  'say "x"',
  'true',
  '12',
  '',
  ' lead',
  'trail ',
  'tab\t',
  '日本 é',
  '😀',
  'one two three four five',
  'a\n\nb',
  '<<',
  '__proto__',
];
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom(...SOME_TEXT));
// What the printer merges it finds by plain property reads, which this key has by inheritance.
const key = text.filter((one) => one !== '__proto__');
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((one) => one + 0),
);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const { json } = fc.letrec<{ json: Json; list: readonly Json[]; map: Json }>((tie) => ({
  json: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('json'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
}));
const big = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).filter((one) => !Number.isSafeInteger(Number(one)));
const seed = fc.integer({ min: 0, max: 2 ** 31 });

function words(written: string): string {
  return written.trim().replaceAll(/\s+/g, ' ');
}

function pathsOf(value: Json): readonly Path[] {
  if (isList(value)) return [[], ...value.flatMap((item, i) => pathsOf(item).map((path) => [i, ...path]))];
  if (!isObject(value)) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, item]) => pathsOf(item ?? null).map((path) => [key, ...path]))];
}

/** Whether js-yaml reads the node's value from the node's own stretch of text. */
function rereads(printed: string, node: YamlNode): boolean {
  const slice = printed.slice(node.start, node.end);
  const value = valueOfTree(node);
  // A tagged scalar loses its tag in a slice.
  if (node.tag !== undefined) return true;
  // A block scalar's indentation counts from a parent that the slice has not.
  if (typeof value === 'string' && (node.style === 'literal' || node.style === 'folded')) {
    return words(slice.slice(slice.indexOf('\n'))) === words(value);
  }
  const column = ' '.repeat(lineIndex(printed).position(node.start).column - 1);
  const item = slice === '' ? '- ~\n' : `-\n ${column}${slice.replaceAll('\n', '\n ')}\n`;
  return sameJson(load(item, { schema: CORE_SCHEMA }) as Json, [value]);
}

function nodesOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'map')
    return [node, ...node.pairs.flatMap(({ key, value }) => [...nodesOf(key), ...nodesOf(value)])];
  return node.kind === 'seq' ? [node, ...node.items.flatMap(nodesOf)] : [node];
}

describe('random values in random styles', () => {
  it('read back as they were, as values and as trees', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(json, big), { minLength: 1, maxLength: 3 }),
        seed,
        fc.boolean(),
        (values, start, anchors) => {
          const rng = createRng(start);
          const printed = printDocuments(values, randomStyle(rng, { anchors }), rng);
          const documents = readDocuments(printed, { format: 'yaml' });
          expect(documents.map(({ problems }) => problems)).toEqual(values.map(() => []));
          documents.forEach((document, i) => {
            expect(sameJson(document.value, values[i]), printed).toBe(true);
            const root = composeDocument(printed, document);
            expect(sameJson(root === undefined ? null : valueOfTree(root), document.value), printed).toBe(true);
          });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('read back from JSON', () => {
    fc.assert(
      fc.property(json, seed, (value, start) => {
        const rng = createRng(start);
        const printed = printYaml(value, randomStyle(rng, { json: true }), rng);
        for (const format of ['json', 'yaml'] as const) {
          const [document] = readDocuments(printed, { format });
          expect(sameJson(document?.value, value), printed).toBe(true);
          const root = document === undefined ? undefined : composeDocument(printed, document);
          expect(root !== undefined && sameJson(valueOfTree(root), value), printed).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('have offsets where another reader finds the same value', () => {
    fc.assert(
      fc.property(json, seed, (value, start) => {
        const rng = createRng(start);
        const printed = printYaml(value, randomStyle(rng), rng);
        const [document] = readDocuments(printed);
        const root = document === undefined ? undefined : composeDocument(printed, document);
        if (root === undefined) return;
        for (const node of nodesOf(root)) {
          expect(node.propertiesStart).toBeLessThanOrEqual(node.start);
          expect(node.start).toBeLessThanOrEqual(node.end);
          const slice = printed.slice(node.start, node.end);
          expect(slice, printed).not.toMatch(/^[ \r\n]|[\r\n]$/);
          expect(rereads(printed, node), printed).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are located by every path that they have', () => {
    fc.assert(
      fc.property(json, seed, (value, start) => {
        const rng = createRng(start);
        const printed = printYaml(value, randomStyle(rng, { anchors: true }), rng);
        const [document] = readDocuments(printed);
        const root = document === undefined ? undefined : composeDocument(printed, document);
        if (root === undefined) return;
        for (const path of pathsOf(value)) {
          const located = locatePath(root, path);
          expect(located.path).toEqual(path);
          expect(sameJson(valueOfTree(located.node), valueAt(value, path)), printed).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('random text', () => {
  it('never makes the reader throw', () => {
    const piece = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '&x ',
      '*x',
      '!!str ',
      '|\n',
      '>',
      '#',
      '\t',
      '---\n',
      '...\n',
      '%',
      '<<: ',
      '\\',
      '1',
      '\r',
      '\u2028',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const joined = pieces.join('');
        for (const document of readDocuments(joined)) {
          const root = composeDocument(joined, document);
          const value = root === undefined ? null : valueOfTree(root);
          expect(sameJson(value, document.value ?? null), joined).toBe(true);
        }
      }),
      { numRuns: 200000 },
    );
  });
});
