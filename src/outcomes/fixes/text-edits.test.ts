import { describe, expect, it } from 'vitest';
import { applyEdits, mergeEdits } from './text-edits.ts';

describe('mergeEdits', () => {
  it('joins what touches, drops what changes nothing, and keeps the order of insertions', () => {
    const text = 'abcdef';
    const edits = [
      { start: 3, end: 3, text: 'x' },
      { start: 3, end: 3, text: 'y' },
      { start: 1, end: 3, text: 'bc' },
      { start: 5, end: 6, text: 'f' },
    ];
    const merged = mergeEdits(text, edits) ?? [];
    expect(merged).toEqual([{ start: 3, end: 3, text: 'xy' }]);
    expect(applyEdits(text, merged)).toBe('abcxydef');
  });

  it('does not take overlapping edits', () => {
    expect(
      mergeEdits('abc', [
        { start: 0, end: 2, text: '' },
        { start: 1, end: 3, text: '' },
      ]),
    ).toBeUndefined();
  });
});
