import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cut, displayWidth, pad, wrapText } from './index.ts';

const anything = fc.string({ unit: 'binary', maxLength: 60 });

describe('clean', () => {
  it.each([
    ['plain', 'plain'],
    ['a\u001b[31mb', 'a\\u001b[31mb'],
    ['a\r\nb', 'a\\u000d\\u000ab'],
    ['a\tb', 'a b'],
    ['a\u202eb', 'a\\u202eb'],
    ['a\u200bb', 'a\\u200bb'],
    ['a\u0085b', 'a\\u0085b'],
    ['日本 é 😀', '日本 é 😀'],
    ['\ud800x', '\\ud800x'],
  ])('%j', (text, wanted) => {
    expect(clean(text)).toBe(wanted);
  });

  it('leaves nothing that a terminal would act on', () => {
    // oxlint-disable-next-line no-control-regex
    const hostile = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
    fc.assert(
      fc.property(anything, (text) => {
        expect(clean(text)).not.toMatch(hostile);
      }),
    );
  });
});

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 2],
    ['│━…', 3],
    ['', 0],
  ])('%j is %i', (text, wanted) => {
    expect(displayWidth(text)).toBe(wanted);
  });
});

describe('cutting, padding and wrapping', () => {
  it('stay within the width', () => {
    fc.assert(
      fc.property(anything.map(clean), fc.integer({ min: 10, max: 40 }), (text, width) => {
        expect(displayWidth(cut(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(displayWidth(pad(cut(text, width, '…'), width))).toBe(width);
        // Places in files are not broken, whatever the width.
        fc.pre(!/:\d/.test(text));
        for (const line of wrapText(text, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('wrap without losing a word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 40 }), (list, width) => {
        expect(wrapText(list.join(' '), width).join(' ')).toBe(list.join(' '));
      }),
    );
  });

  it.each([
    ['', ['']],
    ['one two', ['one two']],
    ['abcdefghijklmnopqrst uvw', ['abcdefghij', 'klmnopqrst', 'uvw']],
    ['in deploy/all-in-one.yaml:18:1: x', ['in', 'deploy/all-in-one.yaml:18:1:', 'x']],
    ['(deploy/all-in-one.yaml:18).', ['(deploy/all-in-one.yaml:18).']],
    ['deploy/all-in-one.yaml:', ['deploy/all', '-in-one.ya', 'ml:']],
  ])('wrap %j', (text, wanted) => {
    expect(wrapText(text, 10)).toEqual(wanted);
  });
});
