import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { countOf, linePrinter, printFirst, quoteForShell } from './index.ts';

describe('linePrinter', () => {
  it('wraps what is long, hangs what follows and writes out what a terminal would act on', () => {
    const line = linePrinter(24);
    expect([...line('one two three four five six', 2)]).toEqual(['  one two three four\n', '    five six\n']);
    expect([...line('one two three four five six', 2, 0)]).toEqual(['  one two three four\n', '  five six\n']);
    expect([...line('a\u001b[2Jb')]).toEqual(['a\\u001b[2Jb\n']);
  });

  it('wraps at 20 columns where a terminal says it has fewer', () => {
    expect([...linePrinter(3)('0123456789 012345678 0')]).toEqual(['0123456789 012345678\n', '  0\n']);
  });
});

describe('printFirst', () => {
  const line = linePrinter(80);
  const print = (list: readonly number[], full: boolean): string =>
    [...printFirst(line, list, { full, most: 2, indent: 4 }, (item) => [`${item}\n`])].join('');

  it('says how many more there are', () => {
    expect(print([1, 2], false)).toBe('1\n2\n');
    expect(print([1, 2, 3, 4], false)).toBe('1\n2\n    … and 2 more (--full)\n');
    expect(print([1, 2, 3, 4], true)).toBe('1\n2\n3\n4\n');
  });
});

describe('countOf', () => {
  it('knows one from many', () => {
    expect([0, 1, 2].map((number) => countOf(number, 'day'))).toEqual(['0 days', '1 day', '2 days']);
    expect(countOf(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('quoteForShell', () => {
  it
    .runIf(process.platform !== 'win32')
    .each(['web', "it's", 'a b', '$(id)', '`id`', 'x;y', '*', '', '"q"', 'ünï', 'a\nb'])(
    '%j arrives as it is',
    (text) => {
      const out = execFileSync('sh', ['-c', `printf %s ${quoteForShell(text)}`], { encoding: 'utf8' });
      expect(out).toBe(text);
    },
  );

  it('leaves plain names alone', () => {
    expect(quoteForShell('sa:shop/web-1.a')).toBe('sa:shop/web-1.a');
  });
});
