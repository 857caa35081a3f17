import { describe, expect, it } from 'vitest';
import { matchesPattern } from './pattern.ts';

describe('matchesPattern', () => {
  it.each([
    ['web', 'web', true],
    ['web', 'web-1', false],
    ['*', '', true],
    ['web-*', 'web-', true],
    ['*-web', 'x-web', true],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['*b*b*', 'abab', true],
    ['*b*b', 'ab', false],
    ['.*', 'x', false],
    ['a*b*b', 'ab', false],
  ])('%s on %s: %s', (pattern, text, wanted) => {
    expect(matchesPattern(pattern, text)).toBe(wanted);
  });

  it('takes no time on patterns that would make a regular expression hang', () => {
    expect(matchesPattern(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
