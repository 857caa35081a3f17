import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { InvalidFieldError } from '../pod.ts';
import { claimRefusals, type LimitRange, limitRefusals, readLimitRange, withLimitRanges } from './limit-range.ts';
import { countPod } from './pod-shape.ts';
import { type ResourceList, resourceList } from './resource-list.ts';

const rangeOf = (...limits: JsonObject[]): LimitRange => readLimitRange({ metadata: { name: 'r' }, spec: { limits } });
const cores = (list: ResourceList | undefined): object =>
  Object.fromEntries([...(list ?? [])].map(([name, amount]) => [name, Number(amount) / 1e9]));
const podOf = (...resources: JsonObject[]): ReturnType<typeof countPod> =>
  countPod({ containers: resources.map((one, i) => ({ name: `c${i}`, resources: one })) }, 37);

describe('what a LimitRange fills in', () => {
  // SetDefaults_LimitRangeItem: default from max, defaultRequest from default, then from min; only for containers.
  test.each<[string, JsonObject, JsonObject, object, object]>([
    ['default is both', { default: { cpu: 2 } }, {}, { cpu: 2 }, { cpu: 2 }],
    ['defaultRequest is the request', { default: { cpu: 2 }, defaultRequest: { cpu: 1 } }, {}, { cpu: 1 }, { cpu: 2 }],
    ['defaultRequest alone', { defaultRequest: { cpu: 1 } }, {}, { cpu: 1 }, {}],
    ['max is the default', { max: { cpu: 4 } }, {}, { cpu: 4 }, { cpu: 4 }],
    ['default goes before max', { max: { cpu: 4 }, default: { cpu: 2 } }, {}, { cpu: 2 }, { cpu: 2 }],
    ['min is a request', { min: { cpu: 1 } }, {}, { cpu: 1 }, {}],
    ['max goes before min', { min: { cpu: 1 }, max: { cpu: 4 } }, {}, { cpu: 4 }, { cpu: 4 }],
    ['own amounts stay', { default: { cpu: 2 } }, { requests: { cpu: 1 } }, { cpu: 1 }, { cpu: 2 }],
    [
      'a limit has become the request before',
      { defaultRequest: { cpu: 1 } },
      { limits: { cpu: 3 } },
      { cpu: 3 },
      { cpu: 3 },
    ],
    ['a ratio fills in nothing', { maxLimitRequestRatio: { cpu: 2 } }, {}, {}, {}],
  ])('%s', (_why, item, resources, requests, limits) => {
    const [filled] = withLimitRanges(podOf(resources), [rangeOf({ type: 'Container', ...item })]).containers;
    expect([cores(filled?.requests), cores(filled?.limits)]).toEqual([requests, limits]);
  });

  test('entries for pods and claims fill in nothing', () => {
    const ranges = [rangeOf({ type: 'Pod', max: { cpu: 4 } }, { type: 'PersistentVolumeClaim', max: { cpu: 4 } })];
    const [filled] = withLimitRanges(podOf({}), ranges).containers;
    expect([cores(filled?.requests), cores(filled?.limits)]).toEqual([{}, {}]);
  });

  test('init containers get them too', () => {
    const pod = countPod({ initContainers: [{ name: 'i' }], containers: [{ name: 'a' }] }, 37);
    const filled = withLimitRanges(pod, [rangeOf({ type: 'Container', default: { cpu: 1 } })]);
    expect(filled.containers.map(({ limits }) => cores(limits))).toEqual([{ cpu: 1 }, { cpu: 1 }]);
  });

  it('does not depend on the order of LimitRanges that name different things', () => {
    const amount = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
    const one = fc.record({ default: amount, defaultRequest: amount, max: amount, min: amount });
    const toRange = (name: string, given: Record<string, number | undefined>): LimitRange => {
      const set = Object.entries(given).filter(([, value]) => value !== undefined);
      return rangeOf({ type: 'Container', ...Object.fromEntries(set.map(([key, value]) => [key, { [name]: value }])) });
    };
    fc.assert(
      fc.property(one, one, one, amount, (a, b, c, own) => {
        const ranges = [toRange('cpu', a), toRange('memory', b), toRange('ephemeral-storage', c)];
        const pod = podOf(own === undefined ? {} : { requests: { cpu: own } });
        const sorted = (list: ResourceList): unknown => [...list].toSorted(([x], [y]) => (x < y ? -1 : 1));
        const spell = (order: readonly LimitRange[]): unknown =>
          withLimitRanges(pod, order).containers.map(({ requests, limits }) => [sorted(requests), sorted(limits)]);
        expect(spell(ranges.toReversed())).toEqual(spell(ranges));
      }),
    );
  });
});

describe('what a LimitRange refuses', () => {
  const refused = (item: JsonObject, ...resources: JsonObject[]): readonly string[] =>
    [...limitRefusals(podOf(...resources), [rangeOf(item)])].map((one) => `${one.container ?? '-'} ${one.rule}`);
  const cpu = (request?: number | string, limit?: number | string): JsonObject => ({
    ...(request === undefined ? {} : { requests: { cpu: request } }),
    ...(limit === undefined ? {} : { limits: { cpu: limit } }),
  });
  // minConstraint, maxConstraint, limitRequestRatioConstraint of plugin/pkg/admission/limitranger.
  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['min: a request at it is let in', { min: { cpu: 1 } }, cpu(1), []],
    ['min: a request below it is not', { min: { cpu: 1 } }, cpu('999m'), ['c0 min']],
    ['min: no request is not either', { min: { cpu: 1 } }, cpu(), ['c0 min']],
    ['min: a limit below it is not', { min: { cpu: 1 } }, cpu(1, '500m'), ['c0 min']],
    ['max: a limit at it is let in', { max: { cpu: 2 } }, cpu(1, 2), []],
    ['max: a limit above it is not', { max: { cpu: 2 } }, cpu(1, 3), ['c0 max']],
    ['max: no limit is not either', { max: { cpu: 2 } }, cpu(1), ['c0 max']],
    ['max: a request above it is not', { max: { cpu: 2 } }, cpu(3, 2), ['c0 max']],
    ['ratio: at it is let in', { maxLimitRequestRatio: { cpu: 2 } }, cpu(1, 2), []],
    ['ratio: above it is not', { maxLimitRequestRatio: { cpu: 2 } }, cpu(1, 3), ['c0 ratio']],
    ['ratio: a fraction counts', { maxLimitRequestRatio: { cpu: '1.5' } }, cpu(1, '1501m'), ['c0 ratio']],
    ['ratio: no limit is refused', { maxLimitRequestRatio: { cpu: 2 } }, cpu(1), ['c0 ratio']],
    ['ratio: a request of 0 is refused', { maxLimitRequestRatio: { cpu: 2 } }, cpu(0, 1), ['c0 ratio']],
    ['other resources do not matter', { max: { memory: 1 } }, { limits: { memory: 1, cpu: 9 } }, []],
  ])('%s', (_why, item, resources, wanted) => {
    expect(refused({ type: 'Container', ...item }, resources)).toEqual(wanted);
  });

  test('a pod is held against the sum of its containers', () => {
    const item = { type: 'Pod', max: { cpu: 2 } };
    expect(refused(item, cpu(1, 1), cpu(1, 1))).toEqual([]);
    expect(refused(item, cpu(1, 1), cpu(1, '1001m'))).toEqual(['- max']);
  });

  test('a pod that names cpu itself is held against that', () => {
    const spec = { resources: { limits: { cpu: 3 } }, containers: [{ name: 'a', resources: cpu(1, 1) }] };
    const refusals = (minor: number): number =>
      [...limitRefusals(countPod(spec, minor), [rangeOf({ type: 'Pod', max: { cpu: 2 } })])].length;
    // Up to 1.33 spec.resources is no field that counts.
    expect([refusals(33), refusals(34), refusals(37)]).toEqual([0, 1, 1]);
  });

  test.each<[string, JsonObject, string | undefined, readonly string[]]>([
    ['within', { min: { storage: '1Gi' }, max: { storage: '2Gi' } }, '1Gi', []],
    ['below min', { min: { storage: '1Gi' } }, '1Mi', ['min']],
    ['above max', { max: { storage: '2Gi' } }, '3Gi', ['max']],
    ['no amount', { min: { storage: '1Gi' }, max: { storage: '2Gi' } }, undefined, ['min', 'max']],
    ['a ratio is not looked at', { maxLimitRequestRatio: { storage: 2 } }, '1Gi', []],
  ])('a claim: %s', (_why, item, asked, wanted) => {
    const requests = resourceList(asked === undefined ? {} : { storage: asked });
    const ranges = [
      rangeOf({ type: 'PersistentVolumeClaim', ...item }),
      rangeOf({ type: 'Container', max: { storage: 1 } }),
    ];
    expect([...claimRefusals(requests, ranges)].map(({ rule }) => rule)).toEqual(wanted);
  });

  test('what is no quantity is said, not guessed', () => {
    expect(() => rangeOf({ type: 'Container', max: { cpu: 'many' } })).toThrow(InvalidFieldError);
  });
});
