import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { InvalidFieldError } from '../pod.ts';
import { countPod, type CountedContainer } from './pod-shape.ts';
import { podFootprint, sumContainers } from './pod-totals.ts';
import { addResources, maxResources, type ResourceList, resourceList, withDefaults } from './resource-list.ts';

const MILLI = 1_000_000n;
const ONE = 1000n * MILLI;
const NAMES = ['cpu', 'memory', 'hugepages-2Mi'];

const plain = (list: ResourceList): object => Object.fromEntries([...list].toSorted(([a], [b]) => (a < b ? -1 : 1)));
const listOf = fc
  .dictionary(fc.constantFrom(...NAMES), fc.bigInt(0n, 5n))
  .map((entries): ResourceList => new Map(Object.entries(entries)));

describe('amounts as they are decoded', () => {
  // SetDefaults_ResourceList rounds up to thousandths, away from zero (resource.Quantity.RoundUp).
  test.each<[string, string | number, bigint]>([
    ['a thousandth stays', '1m', MILLI],
    ['a billionth becomes a thousandth', '1n', MILLI],
    ['a bit more than a thousandth becomes two', '1000001n', 2n * MILLI],
    ['zero stays', '0', 0n],
    ['a number is a quantity too', 2, 2n * ONE],
    ['space around it does not matter', ' 1 ', ONE],
    ['what is negative goes away from zero', '-1n', -MILLI],
    ['what is negative and exact stays', '-1m', -MILLI],
  ])('%s', (_why, written, wanted) => {
    expect(resourceList({ cpu: written }).get('cpu')).toBe(wanted);
  });

  test('what is null counts as absent', () => {
    expect(plain(resourceList({ cpu: null, memory: '1' }))).toEqual({ memory: ONE });
    expect([resourceList(null), resourceList(undefined), resourceList([])].map(({ size }) => size)).toEqual([0, 0, 0]);
  });

  test.each([[true], [{}], [['1']], ['1 core'], [''], ['1mm']])('%j is no quantity', (written) => {
    expect(() => resourceList({ cpu: written })).toThrow(InvalidFieldError);
  });
});

describe('the algebra of lists', () => {
  it('adds in any order and any grouping', () => {
    fc.assert(
      fc.property(listOf, listOf, listOf, (a, b, c) => {
        expect(plain(addResources(a, b))).toEqual(plain(addResources(b, a)));
        expect(plain(addResources(addResources(a, b), c))).toEqual(plain(addResources(a, addResources(b, c))));
      }),
    );
  });

  it('takes the greater in any order, any grouping, and once', () => {
    fc.assert(
      fc.property(listOf, listOf, listOf, (a, b, c) => {
        expect(plain(maxResources(a, b))).toEqual(plain(maxResources(b, a)));
        expect(plain(maxResources(maxResources(a, b), c))).toEqual(plain(maxResources(a, maxResources(b, c))));
        expect(plain(maxResources(a, a))).toEqual(plain(a));
      }),
    );
  });

  it('lets a sum of greater ones be at least the sum of each (what runs together outweighs)', () => {
    fc.assert(
      fc.property(listOf, listOf, listOf, (a, b, c) => {
        expect(plain(addResources(maxResources(a, b), c))).toEqual(
          plain(maxResources(addResources(a, c), maxResources(addResources(b, c), c))),
        );
      }),
    );
  });

  it('never overrides by defaults', () => {
    fc.assert(
      fc.property(listOf, listOf, (own, defaults) => {
        const filled = withDefaults(own, defaults);
        for (const name of NAMES) expect(filled.get(name)).toBe(own.has(name) ? own.get(name) : defaults.get(name));
      }),
    );
  });
});

const containerOf = fc
  .record({ requests: listOf, kind: fc.constantFrom('init', 'sidecar', 'app') })
  .map(({ requests, kind }): CountedContainer => {
    const init = kind !== 'app';
    return { name: kind, init, sidecar: kind === 'sidecar', requests, limits: new Map() };
  });

/** Every moment of a pod's life: who runs in it. */
function moments(containers: readonly CountedContainer[]): readonly (readonly CountedContainer[])[] {
  const sidecars: CountedContainer[] = [];
  const all: (readonly CountedContainer[])[] = [];
  for (const one of containers.filter(({ init }) => init)) {
    all.push([...sidecars, one]);
    if (one.sidecar) sidecars.push(one);
  }
  return [...all, [...sidecars, ...containers.filter(({ init }) => !init)]];
}

describe('what containers need together', () => {
  it('is the most of any moment of the pod (twin: who runs when)', () => {
    fc.assert(
      fc.property(fc.array(containerOf, { maxLength: 6 }), (containers) => {
        const sum = sumContainers(containers, ({ requests }) => requests);
        const named = new Set(containers.flatMap(({ requests }) => [...requests.keys()]));
        expect(new Set(sum.keys())).toEqual(named);
        for (const name of named) {
          const most = moments(containers)
            .map((running) => running.reduce((total, { requests }) => total + (requests.get(name) ?? 0n), 0n))
            .reduce((a, b) => (a > b ? a : b));
          expect(sum.get(name)).toBe(most);
        }
      }),
    );
  });

  const cpu = (amount: number, more: object = {}): object => ({ resources: { requests: { cpu: amount } }, ...more });
  const SIDECAR = { restartPolicy: 'Always' };
  // PodRequests of component-helpers/resource: init containers in order, each with the sidecars before it.
  test.each<[string, object, bigint]>([
    ['containers add up', { containers: [cpu(1), cpu(2)] }, 3n],
    ['init containers run one by one', { initContainers: [cpu(2), cpu(3)], containers: [cpu(1)] }, 3n],
    ['a sidecar adds to the containers', { initContainers: [cpu(2, SIDECAR)], containers: [cpu(1)] }, 3n],
    [
      'a sidecar adds to init containers after it',
      { initContainers: [cpu(2, SIDECAR), cpu(3)], containers: [cpu(1)] },
      5n,
    ],
    ['and not to those before it', { initContainers: [cpu(3), cpu(2, SIDECAR)], containers: [cpu(1)] }, 3n],
    ['Always makes no sidecar of a container', { containers: [cpu(1, SIDECAR)] }, 1n],
    ['overhead comes on top', { containers: [cpu(1)], overhead: { cpu: 1 } }, 2n],
  ])('%s', (_why, spec, wanted) => {
    expect(podFootprint(countPod(spec as never, 37)).requests.get('cpu')).toBe(wanted * ONE);
  });

  test('overhead is no limit where there is none', () => {
    const spec = { containers: [{ resources: { limits: { cpu: '1' } } }], overhead: { cpu: '1', memory: '1Mi' } };
    const { requests, limits } = podFootprint(countPod(spec, 37));
    expect(plain(limits)).toEqual({ cpu: 2n * ONE });
    // The request came from the limit (SetDefaults_Pod).
    expect(plain(requests)).toEqual({ cpu: 2n * ONE, memory: 1_048_576n * ONE });
  });
});
