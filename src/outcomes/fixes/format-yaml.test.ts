import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { randomValue } from '../../../test/support/edit-cases.ts';
import { createRng, pick } from '../../../test/support/rng.ts';
import { isList, isObject, type Json, sameJson } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/index.ts';
import { formatYaml } from './format-yaml.ts';
import { formatString, type Quote } from './scalar.ts';

const SEED = 7;
const RUNS = Number(process.env['MERLON_RUNS'] ?? 300);

function hasBigint(value: Json): boolean {
  if (isList(value)) return value.some(hasBigint);
  return isObject(value) ? Object.values(value).some((one) => hasBigint(one ?? null)) : typeof value === 'bigint';
}

describe('formatYaml', () => {
  it('writes what a person would', () => {
    const value = {
      a: { b: [1, 'x', [true, null], { c: 'd', e: {} }, []] },
      text: 'one\ntwo\n',
      t: 'yes',
      n: '1.5',
      q: "it's",
      'a b': '',
    };
    expect(formatYaml(value)).toBe(
      `a:
  b:
    - 1
    - x
    - - true
      - null
    - c: d
      e: {}
    - []
text: |
  one
  two
t: "yes"
"n": "1.5"
q: it's
a b: ""
`,
    );
  });

  it('indents as it is told', () => {
    expect(formatYaml({ a: { b: [{ c: 1, d: [2] }] } }, { step: 4, dashStep: 0 })).toBe(
      'a:\n    b:\n    - c: 1\n      d:\n      - 2\n',
    );
  });

  it('reads as the value, in any style', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const rng = createRng(seed);
        const value = randomValue(rng, 4);
        const step = pick(rng, [2, 3, 4]);
        const text = formatYaml(value, { step, dashStep: pick(rng, [0, step]), literals: rng() < 0.5 });
        const read = readDocuments(text)[0]?.value;
        expect({ text, same: sameJson(read, value) }).toEqual({ text, same: true });
        const elsewhere = hasBigint(value) ? value : (load(text, { schema: CORE_SCHEMA }) as Json);
        expect({ text, same: sameJson(elsewhere, value) }).toEqual({ text, same: true });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('formatString', () => {
  it.each([
    ['nginx:1.27', 'nginx:1.27'],
    ['registry.example:5000/a/b@sha256:0abc', 'registry.example:5000/a/b@sha256:0abc'],
    ['--flag=1', '--flag=1'],
    ['-', '"-"'],
    ['- a', '"- a"'],
    ['10.0.0.1', '10.0.0.1'],
    ['100m', '100m'],
    ['0x1F', '"0x1F"'],
    ['0o17', '"0o17"'],
    ['1_000', '"1_000"'],
    ['1e3', '"1e3"'],
    ['08', '"08"'],
    ['12:30', '"12:30"'],
    ['2001-01-01', '"2001-01-01"'],
    ['On', '"On"'],
    ['~', '"~"'],
    ['é', 'é'],
    ['a\u0085b', '"a\\u0085b"'],
    ['/bin/sh', '/bin/sh'],
    ['a: b', '"a: b"'],
    ['a:', '"a:"'],
  ])('%s', (text, printed) => {
    expect(formatString(text, 'block', 'plain')).toBe(printed);
  });

  it('reads as itself in every reader, place and style', () => {
    const indicators = fc.constantFrom(...Array.from('aeyx01-+.:_#,[]{}&*!|>\'"%@`~?= \n\t/'));
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: indicators }));
    fc.assert(
      fc.property(text, fc.constantFrom<Quote>('plain', 'single', 'double'), (value, quote) => {
        const block = `k: ${formatString(value, 'block', quote)}\n`;
        const flow = `{k: ${formatString(value, 'flow', quote)}, ${formatString(value, 'flow', quote)}: 1}\n`;
        expect(readDocuments(block)[0]?.value).toEqual({ k: value });
        for (const schema of [CORE_SCHEMA, YAML11_SCHEMA]) {
          expect(load(block, { schema })).toEqual({ k: value });
          expect((load(flow, { schema, json: true }) as { k: string }).k).toEqual(value === 'k' ? 1 : value);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
