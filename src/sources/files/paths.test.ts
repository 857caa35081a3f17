import { describe, expect, it } from 'vitest';
import { displayPath, isInside } from './paths.ts';

describe('displayPath', () => {
  it.each([
    ['/w', '/w/a/b.yaml', 'a/b.yaml'],
    ['/w', 'a/../b.yaml', 'b.yaml'],
    ['/w', '/w', '.'],
    ['/w/x', '/w/y.yaml', '../y.yaml'],
  ])('in %s shows %s as %s', (cwd, path, shown) => {
    expect(displayPath(cwd, path)).toBe(shown);
  });
});

describe('isInside', () => {
  it.each([
    ['/w', '/w', true],
    ['/w', '/w/a', true],
    ['/w', '/w/..a', true],
    ['/w', '/', false],
    ['/w', '/wa', false],
  ])('%s holds %s: %s', (folder, path, inside) => {
    expect(isInside(folder, path)).toBe(inside);
  });
});
