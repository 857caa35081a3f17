import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uncoveredRules } from './covers.ts';
import type { PolicyRule } from './rules.ts';

const NONE: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

function hasAll(list: readonly string[], wanted: readonly string[]): boolean {
  return list.includes('*') || wanted.every((one) => list.includes(one));
}

/** Whether one rule covers one of single permissions, as the API server's `ruleCovers` says it. */
function twinCovers(own: PolicyRule, atom: PolicyRule): boolean {
  const isNamed = atom.resourceNames.length > 0 && atom.resourceNames.every((name) => own.resourceNames.includes(name));
  const resources = atom.resources.every(
    (one) => hasAll(own.resources, [one]) || (one.includes('/') && own.resources.includes(`*/${one.split('/')[1]}`)),
  );
  const urls = atom.nonResourceURLs.every(
    (one) =>
      hasAll(own.nonResourceURLs, [one]) ||
      own.nonResourceURLs.some((url) => url.endsWith('*') && one.startsWith(url.replace(/\*+$/, ''))),
  );
  return (
    (own.resourceNames.length === 0 || isNamed) &&
    hasAll(own.verbs, atom.verbs) &&
    hasAll(own.apiGroups, atom.apiGroups) &&
    resources &&
    urls
  );
}

/** Every single permission of a rule. */
function atomsOf(rule: PolicyRule): readonly PolicyRule[] {
  const [verbs, groups, resources, urls] = [rule.verbs, rule.apiGroups, rule.resources, rule.nonResourceURLs].map(
    (list) => [...new Set(list)],
  );
  const names = rule.resourceNames.length === 0 ? [[]] : [...new Set(rule.resourceNames)].map((name) => [name]);
  return [
    ...(groups ?? []).flatMap((group) =>
      (resources ?? []).flatMap((resource) =>
        (verbs ?? []).flatMap((verb) =>
          names.map((resourceNames) => ({
            ...NONE,
            apiGroups: [group],
            resources: [resource],
            verbs: [verb],
            resourceNames,
          })),
        ),
      ),
    ),
    ...(urls ?? []).flatMap((url) => (verbs ?? []).map((verb) => ({ ...NONE, nonResourceURLs: [url], verbs: [verb] }))),
  ];
}

const listOf = (...values: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.constantFrom(...values), { maxLength: 3 });
const rules = fc.array(
  fc.record({
    verbs: listOf('get', 'list', 'delete', '*'),
    apiGroups: listOf('', 'apps', '*'),
    resources: listOf('pods', 'pods/log', 'nodes/log', '*', '*/log'),
    resourceNames: listOf('a', 'b', ''),
    nonResourceURLs: listOf('/api', '/api/*', '/api/a', '*'),
  }),
  { maxLength: 4 },
);

describe('uncoveredRules', () => {
  it('says the single permissions that its brute-force twin says, in the same order', () => {
    fc.assert(
      fc.property(rules, rules, (own, wanted) => {
        const twin = wanted.flatMap((rule) => {
          const atoms = atomsOf(rule).filter((atom) => !own.some((one) => twinCovers(one, atom)));
          // What is about URLs is told after what is about resources.
          return [
            ...atoms.filter(({ resources }) => resources.length > 0),
            ...atoms.filter(({ nonResourceURLs }) => nonResourceURLs.length > 0),
          ];
        });
        expect(uncoveredRules(own, wanted)).toEqual(twin);
      }),
      { numRuns: 2000 },
    );
  });

  const many = (letter: string): readonly string[] => Array.from({ length: 300 }, (_, i) => `${letter}${i}`);
  const cube: PolicyRule = { ...NONE, verbs: many('v'), apiGroups: many('g'), resources: many('r') };

  it('splits a rule of millions of permissions only where it differs', () => {
    expect(uncoveredRules([], [cube])).toEqual([cube]);
    expect(uncoveredRules([cube], [cube])).toEqual([]);
    expect(uncoveredRules([{ ...cube, verbs: ['v7'] }], [cube])).toEqual([
      { ...cube, verbs: cube.verbs.filter((verb) => verb !== 'v7') },
    ]);
    const left = uncoveredRules([{ ...NONE, verbs: ['v1'], apiGroups: ['g1'], resources: ['r1'] }], [cube]);
    const size = left.reduce(
      (sum, { verbs, apiGroups, resources }) => sum + verbs.length * apiGroups.length * resources.length,
      0,
    );
    expect([left.length, size]).toEqual([3, 300 ** 3 - 1]);
  });

  it('does not fall apart into too many parts', () => {
    const some = (letter: string, i: number): readonly string[] =>
      many(letter).filter((_, place) => (place * 7 + i * 13) % 11 < 5);
    const own = Array.from({ length: 60 }, (_, i) => ({
      ...NONE,
      verbs: some('v', i),
      apiGroups: some('g', i * 3),
      resources: some('r', i * 5),
    }));
    expect(uncoveredRules(own, [cube]).length).toBeLessThan(2000);
  });
});
