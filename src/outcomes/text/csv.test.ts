import { describe, expect, it } from 'vitest';
import { formatCsv } from './index.ts';

describe('a line of CSV', () => {
  it.each([
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "x"'], '"a,b","say ""x"""\r\n'],
    [['=1+1', '+1', '-1', '@x'], "'=1+1,'+1,'-1,'@x\r\n"],
    [['\t=1', '\r=1'], "'\\t=1,'\\r=1\r\n"],
    [['two\nlines', '\u001b[31m', '\u202e'], 'two\\nlines,\\u001b[31m,\\u202e\r\n'],
    [['', ''], ',\r\n'],
  ])('%j', (values, wanted) => {
    expect(formatCsv(values)).toBe(wanted);
  });
});
