/** `levels` nested flow lists. */
function nest(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

/** Lists of aliases of lists of aliases, `width` wide. */
function bomb(width: number, levels: number): string {
  const list = (item: string): string => `[${Array.from({ length: width }, () => item).join(', ')}]`;
  const lines = Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} ${list(`*a${i}`)}`);
  return `a0: &a0 ${list('x')}\n${lines.join('\n')}\n`;
}

/** One list of `length` items and `times` aliases of it. */
function repeat(length: number, times: number): string {
  return `a: &a [${'x, '.repeat(length)}]\nb: [${'*a, '.repeat(times)}]\n`;
}

const AROUND_DEPTH = [9999, 10_000, 10_001];

/** Documents just below and just above the limits that go-yaml and encoding/json set on nesting and on aliases. */
export const LIMITS: readonly string[] = [
  ...AROUND_DEPTH.flatMap((levels) => [
    nest(levels),
    `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}\n`,
    `${'- '.repeat(levels)}x\n`,
    `${'- '.repeat(levels)}\n`,
    `{"a":${nest(levels)}}`,
    `a: &a ${nest(6000)}\nb: ${'['.repeat(levels - 6001)}*a${']'.repeat(levels - 6001)}\n`,
  ]),
  `${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n${' '.repeat(i)}-`).join('\n')}\n`,
  ...[2, 3, 4].map((levels) => bomb(9, levels)),
  ...[7, 8, 9, 10].map((levels) => bomb(2, levels)),
  ...[99, 199, 1000].map((times) => repeat(100, times)),
  ...[95, 96, 97, 98, 99, 100, 101, 197, 396, 399].map((times) => repeat(1000, times)),
  ...[79, 80, 81, 85, 90].map((times) => repeat(5000, times)),
  ...[39, 40, 41, 80, 118].map((times) => repeat(10_000, times)),
];
