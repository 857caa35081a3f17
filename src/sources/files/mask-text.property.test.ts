import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomObject, withRepeats } from '../../../test/support/edit-cases.ts';
import { below, createRng, type Rng } from '../../../test/support/rng.ts';
import { printDocuments, randomStyle } from '../../../test/support/yaml-printer.ts';
import type { Json } from '../../model/json.ts';
import { composeDocument, readDocuments, type YamlNode } from '../../model/yaml/index.ts';
import { maskTexts } from './mask-text.ts';

const RUNS = Number(process.env['MERLON_RUNS'] ?? 500);
const SEED = Number(process.env['MERLON_SEED'] ?? 42);

/** A tree but for its scalars' values: what each node is, how it is written, and where. */
function shapeOf(node: YamlNode): unknown {
  const { kind, style, start, end, propertiesStart, anchor } = node;
  const here = [kind, style, start, end, propertiesStart, anchor];
  switch (kind) {
    case 'scalar':
      return here;
    case 'alias':
      return [...here, node.name];
    case 'seq':
      return [...here, node.dashes, node.items.map(shapeOf)];
    case 'map':
      return [...here, node.pairs.map(({ key, name, colon, value }) => [shapeOf(key), name, colon, shapeOf(value)])];
  }
}

function shapesOf(text: string, format: 'yaml' | 'json'): unknown {
  return readDocuments(text, { format }).map((document) => {
    const tree = composeDocument(text, document);
    return tree === undefined ? document.problems : shapeOf(tree);
  });
}

interface Kind {
  readonly anchors: boolean;
  readonly json: boolean;
}

function printSecret(rng: Rng, { anchors, json }: Kind): string {
  const values = randomObject(rng, 4, 1 + below(rng, 5));
  const field = ['data', 'stringData', 'typo'][below(rng, 3)] ?? 'data';
  const secret: Json = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    [field]: anchors ? withRepeats(values, rng) : values,
  };
  const other: Json = { kind: 'ConfigMap', data: { a: 'b' } };
  const documents = [[secret], [{ kind: 'List', items: [other, secret] }], [other, secret, other]];
  return printDocuments(documents[below(rng, json ? 2 : 3)] ?? [secret], randomStyle(rng, { anchors, json }), rng);
}

it.each([
  ['YAML', 'yaml', { anchors: false, json: false }],
  ['YAML with anchors', 'yaml', { anchors: true, json: false }],
  ['JSON', 'json', { anchors: false, json: true }],
] as const)('%s: masked text has the tree of the text, every node in its place', (_name, format, kind) => {
  let masked = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const text = printSecret(createRng(seed), kind);
      const result = maskTexts(text, readDocuments(text, { format }));
      if (result !== text) masked++;
      expect(shapesOf(result, format), `${text}\n=>\n${result}`).toEqual(shapesOf(text, format));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(masked).toBeGreaterThan(RUNS / 2);
});
