import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineIndex } from './index.ts';

describe('lineIndex', () => {
  it('knows LF, CR LF and lone CR', () => {
    const index = lineIndex('a\nbc\r\nd\re');
    expect(index.lineCount).toBe(4);
    expect([1, 2, 3, 4, 5, 0].map((line) => index.lineText(line))).toEqual(['a', 'bc', 'd', 'e', '', '']);
    expect([0, 1, 2, 4, 5, 6, 8, 9, 99].map((offset) => index.position(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 2, column: 4 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
      { line: 4, column: 2 },
    ]);
    expect([index.offsetOf(2, 2), index.offsetOf(2, 9), index.offsetOf(9, 1), index.offsetOf(0, 3)]).toEqual([
      3, 4, 9, 0,
    ]);
  });

  it('counts UTF-8 bytes', () => {
    const text = 'aé日😀b';
    expect([0, 1, 2, 3, 5, 6].map((offset) => lineIndex(text).byteOffset(offset))).toEqual([0, 1, 3, 6, 10, 11]);
    expect(lineIndex('abc').byteOffset(2)).toBe(2);
  });

  const pieces = fc.array(fc.constantFrom('a', 'é', '日', '😀', '\n', '\r\n', '\r', ' '.repeat(700)), {
    maxLength: 40,
  });

  it('cuts a text into its lines', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const lines = text.split(/\r\n|\n|\r/);
        const index = lineIndex(text);
        expect(lines.map((_, i) => index.lineText(i + 1))).toEqual(lines);
        expect(index.lineCount).toBe(lines.length);
      }),
    );
  });

  it('finds every place again', () => {
    fc.assert(
      fc.property(pieces, fc.nat({ max: 99 }), fc.nat({ max: 2000 }), (parts, lineSeed, columnSeed) => {
        const index = lineIndex(parts.join(''));
        const line = 1 + (lineSeed % index.lineCount);
        const column = 1 + (columnSeed % (index.lineText(line).length + 1));
        expect(index.position(index.offsetOf(line, column))).toEqual({ line, column });
      }),
    );
  });

  it('counts bytes as the encoder does', () => {
    fc.assert(
      fc.property(pieces, fc.nat({ max: 40 }), (parts, count) => {
        const before = parts.slice(0, count).join('');
        const bytes = new TextEncoder().encode(before).length;
        expect(lineIndex(parts.join('')).byteOffset(before.length)).toBe(bytes);
      }),
    );
  });
});
