import { describe, expect, it } from 'vitest';
import { diffLines, type TextEdit } from './index.ts';

function show(text: string, edits: readonly TextEdit[], context?: number): string {
  const marks = { add: '+', remove: '-', context: ' ' };
  const hunks = diffLines(text, edits, context === undefined ? {} : { context });
  return hunks
    .map(({ lines }) => lines.map((one) => `${one.line}${marks[one.kind]}${one.text}\n`).join(''))
    .join('...\n');
}

const TEXT = 'a\nb\nc\nd\ne\nf\ng\nh\n';

describe('diffLines', () => {
  it.each([
    { name: 'a changed line', edits: [{ start: 4, end: 5, text: 'C' }], context: 1, shown: '2 b\n3-c\n3+C\n4 d\n' },
    {
      name: 'lines put in behind a line are additions only',
      edits: [{ start: 3, end: 3, text: '\nx\ny' }],
      context: 1,
      shown: '2 b\n3+x\n4+y\n3 c\n',
    },
    {
      name: 'lines taken out are removals only',
      edits: [{ start: 3, end: 7, text: '' }],
      context: 1,
      shown: '2 b\n3-c\n4-d\n5 e\n',
    },
    {
      name: 'edits far apart are two hunks, numbered in old and new lines',
      edits: [
        { start: 1, end: 1, text: '\nx' },
        { start: 14, end: 15, text: 'H' },
      ],
      context: 1,
      shown: '1 a\n2+x\n2 b\n...\n7 g\n8-h\n9+H\n',
    },
    {
      name: 'edits near each other are one hunk without repeated context',
      edits: [
        { start: 2, end: 3, text: 'B' },
        { start: 6, end: 7, text: 'D' },
      ],
      context: 2,
      shown: '1 a\n2-b\n2+B\n3 c\n4-d\n4+D\n5 e\n6 f\n',
    },
    { name: 'no context', edits: [{ start: 4, end: 5, text: 'C' }], context: 0, shown: '3-c\n3+C\n' },
    { name: 'the first line goes', edits: [{ start: 0, end: 2, text: '' }], context: 1, shown: '1-a\n2 b\n' },
    { name: 'the end of the file', edits: [{ start: 16, end: 16, text: 'i\n' }], context: 1, shown: '8 h\n9+i\n' },
    { name: 'nothing', edits: [], context: 3, shown: '' },
  ])('$name', ({ edits, context, shown }) => {
    expect(show(TEXT, edits, context)).toBe(shown);
  });

  it('shows lines without their CRLF', () => {
    expect(show('a\r\nb\r\n', [{ start: 1, end: 1, text: '\r\nx' }])).toBe('1 a\n2+x\n2 b\n');
  });

  it('takes line numbers from an index', () => {
    const [hunk] = diffLines(TEXT, [{ start: 4, end: 5, text: 'C' }], { context: 0, lineOf: () => 103 });
    expect(hunk?.lines.map((one) => one.line)).toEqual([103, 103]);
  });
});
