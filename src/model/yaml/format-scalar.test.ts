import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { formatScalar, readDocuments } from './index.ts';

describe('formatScalar', () => {
  it.each([
    [null, 'null'],
    [true, 'true'],
    [-0, '0'],
    [1.5, '1.5'],
    [9007199254740993n, '9007199254740993'],
    ['nginx:1.25', 'nginx:1.25'],
    ['RuntimeDefault', 'RuntimeDefault'],
    ['a b', 'a b'],
    ['500m', '500m'],
    ['', '""'],
    ['true', '"true"'],
    ['y', '"y"'],
    ['08', '"08"'],
    ['1.2.3', '"1.2.3"'],
    ['2001-01-01', '"2001-01-01"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['a:', '"a:"'],
    ['- a', '"- a"'],
    ['[a]', '"[a]"'],
    ['a, b', '"a, b"'],
    ['*', '"*"'],
    ['a\n"b"\\\u0007', '"a\\n\\"b\\"\\\\\\u0007"'],
    ['\u2028\u0085\ufeff', '"\\u2028\\u0085\\ufeff"'],
    ['😀 é', '"😀 é"'],
  ] as const)('writes %s as %s', (value, text) => {
    expect(formatScalar(value)).toBe(text);
  });

  it('follows the wished quotes when they can hold the text', () => {
    expect(formatScalar("it's", 'single')).toBe("'it''s'");
    expect(formatScalar('a\nb', 'single')).toBe('"a\\nb"');
    expect(formatScalar('plain', 'double')).toBe('"plain"');
    expect(formatScalar(1, 'double')).toBe('1');
  });

  const odd = fc
    .array(
      fc.constantFrom(
        ...'yn-?:,[]{}#&*!|>\'"%@`~ .0123456789abxe_+=<\\/\n\t\r'.split(''),
        '\u0085',
        '\u2028',
        'é',
        '😀',
        '\u0001',
        '\u007f',
        '\ufeff',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  const text = fc.oneof(
    odd,
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('null', 'Yes', '1e3', '0x1', '.inf', '<<', '---', '...', '1_0', '0o7', '12:30'),
  );
  const value = fc.oneof(
    text,
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  );
  const style = fc.constantFrom('plain', 'single', 'double', 'literal', 'block' as const);

  it('is read back in block and flow context, as a value and as a key', () => {
    fc.assert(
      fc.property(value, style, (wanted, wish) => {
        const written = formatScalar(wanted, wish);
        const expected = Object.is(wanted, -0)
          ? 0
          : typeof wanted === 'bigint' && Number.isSafeInteger(Number(wanted))
            ? Number(wanted)
            : wanted;
        expect(readDocuments(`a: ${written}\nb: [${written}, {c: ${written}}]\n`)[0]?.value).toEqual({
          a: expected,
          b: [expected, { c: expected }],
        });
        if (typeof wanted !== 'string') return;
        expect(readDocuments(`${written}: 1\n`)[0]?.value).toEqual(Object.fromEntries([[wanted, 1]]));
        expect(load(`[${written}]`)).toEqual([wanted]);
      }),
      { numRuns: 2000 },
    );
  });
});
