import { expect, it } from 'vitest';
import { createPieceFinder } from './stretches.ts';

it('finds pieces that begin in a stretch', () => {
  const holds = createPieceFinder('a{{b c {{', '{{');
  expect(
    [
      [0, 1],
      [0, 2],
      [1, 2],
      [2, 7],
      [2, 8],
      [8, 9],
    ].map(([start = 0, end = 0]) => holds(start, end)),
  ).toEqual([false, true, true, false, true, false]);
});
