import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { InvalidFieldError } from '../pod.ts';
import { type AdmissionContext, admitPod, type AdmittedPod } from './admit-pod.ts';
import { readLimitRange } from './limit-range.ts';
import { countPod } from './pod-shape.ts';
import { establishPriority, readPriorityClass } from './priority.ts';
import { qosClass } from './qos.ts';
import { quotaMatches, quotaRefusals, quotaUsage, readResourceQuota } from './quota.ts';
import type { ResourceList } from './resource-list.ts';

const cores = (list: ResourceList | undefined): object =>
  Object.fromEntries([...(list ?? [])].map(([name, amount]) => [name, Number(amount) / 1e9]));
const admit = (spec: JsonObject, more: Partial<AdmissionContext> = {}): AdmittedPod =>
  admitPod(spec, { ranges: [], quotas: [], classes: [], minor: 37, ...more });
const podWith = (resources: JsonObject, own?: JsonObject): JsonObject => ({
  containers: [{ name: 'a', resources }],
  ...(own === undefined ? {} : { resources: own }),
});

describe('resources of the pod as a whole', () => {
  const CONTAINER = { requests: { cpu: 1 }, limits: { cpu: 2 } };
  // KEP-2837: no field before 1.34; filled in on decoding up to 1.36, for limits only; late, and with limits, from 1.37 on.
  test.each<[string, number, JsonObject, object | undefined, object | undefined]>([
    ['1.33 knows none', 33, { limits: { cpu: 4 } }, undefined, undefined],
    ['1.34: a limit takes the containers’ requests', 34, { limits: { cpu: 4 } }, { cpu: 1 }, { cpu: 4 }],
    ['1.37: so it does', 37, { limits: { cpu: 4 } }, { cpu: 1 }, { cpu: 4 }],
    ['1.34: a request alone gets no limit', 34, { requests: { cpu: 3 } }, { cpu: 3 }, {}],
    ['1.37: it gets the containers’ sum, or itself', 37, { requests: { cpu: 3 } }, { cpu: 3 }, { cpu: 3 }],
    [
      '1.34: memory that only the pod limits is requested',
      34,
      { limits: { memory: 5 } },
      { cpu: 1, memory: 5 },
      { memory: 5 },
    ],
    ['nothing named is nothing filled in', 37, {}, {}, {}],
  ])('%s', (_why, minor, own, requests, limits) => {
    const { pod } = admit(podWith(CONTAINER, own), { minor });
    expect([pod.own && cores(pod.own.requests), pod.own && cores(pod.own.limits)]).toEqual([requests, limits]);
  });

  test('of 1.34 do not see what a LimitRange fills in, those of 1.37 do', () => {
    const range = readLimitRange({ spec: { limits: [{ type: 'Container', defaultRequest: { cpu: 1 } }] } });
    const requests = (minor: number): object =>
      cores(admit(podWith({}, { limits: { cpu: 4 } }), { minor, ranges: [range] }).pod.own?.requests);
    expect([requests(34), requests(37)]).toEqual([{ cpu: 4 }, { cpu: 1 }]);
  });
});

describe('what validation refuses', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['a request within its limit', podWith({ requests: { cpu: 1 }, limits: { cpu: 1 } }), undefined],
    ['a request above its limit', podWith({ requests: { cpu: 2 }, limits: { cpu: 1 } }), 'request-above-limit'],
    [
      'a pod that asks less than its containers',
      podWith({ requests: { cpu: 2 } }, { requests: { cpu: 1 } }),
      'pod-below-containers',
    ],
    [
      'a container that may more than its pod',
      podWith({ requests: { cpu: 1 }, limits: { cpu: 4 } }, { limits: { cpu: 2 } }),
      'container-above-pod',
    ],
  ])('%s', (_why, spec, wanted) => {
    const { refusal } = admit(spec);
    expect(refusal?.by === 'validation' ? refusal.reason : refusal).toBe(wanted);
  });

  test('a default limit below a request (LimitRanger fills in before validation)', () => {
    const range = readLimitRange({ spec: { limits: [{ type: 'Container', default: { cpu: 1 } }] } });
    expect(admit(podWith({ requests: { cpu: 2 } }), { ranges: [range] }).refusal).toEqual({
      by: 'validation',
      reason: 'request-above-limit',
    });
  });

  test('what is no quantity is an error of the field', () => {
    expect(() => admit(podWith({ limits: { cpu: 'lots' } }))).toThrow(InvalidFieldError);
    expect(() => admit({ containers: [], resources: { limits: { cpu: true } } })).toThrow(InvalidFieldError);
  });
});

describe('QoS', () => {
  const BOTH = { cpu: 1, memory: 1 };
  // ComputePodQOS of pkg/apis/core/helper/qos.
  test.each<[string, number, JsonObject, string]>([
    ['nothing', 37, podWith({}), 'BestEffort'],
    ['zero is nothing', 37, podWith({ requests: { cpu: 0 } }), 'BestEffort'],
    ['limits of both', 37, podWith({ limits: BOTH }), 'Guaranteed'],
    ['a limit of one', 37, podWith({ limits: { cpu: 1 } }), 'Burstable'],
    ['requests only', 37, podWith({ requests: BOTH }), 'Burstable'],
    ['requests below limits', 37, podWith({ requests: { cpu: '500m' }, limits: BOTH }), 'Burstable'],
    ['other resources do not matter', 37, podWith({ limits: { ...BOTH, 'example.com/gpu': 1 } }), 'Guaranteed'],
    ['one container of two', 37, { containers: [{ resources: { limits: BOTH } }, {}] }, 'Burstable'],
    ['init containers count', 37, { initContainers: [{}], containers: [{ resources: { limits: BOTH } }] }, 'Burstable'],
    ['the pod’s own decide', 37, podWith({}, { requests: BOTH, limits: BOTH }), 'Guaranteed'],
    ['an own empty map, 1.34', 34, podWith({ limits: BOTH }, {}), 'BestEffort'],
    ['an own empty map, 1.37', 37, podWith({ limits: BOTH }, {}), 'Guaranteed'],
    ['the pod’s own before there were any', 33, podWith({}, { requests: BOTH, limits: BOTH }), 'BestEffort'],
  ])('%s', (_why, minor, spec, wanted) => {
    expect(qosClass(countPod(spec, minor))).toBe(wanted);
  });
});

describe('priority', () => {
  const classOf = (name: string, value: number, more: JsonObject = {}): ReturnType<typeof readPriorityClass> =>
    readPriorityClass({ metadata: { name }, value, ...more });
  const CLASSES = [
    classOf('high', 100),
    classOf('base', 7, { globalDefault: true }),
    classOf('low', 3, { globalDefault: true }),
  ];
  // The plug-in Priority: the least of several defaults; given values must be those of the class.
  test.each<[string, JsonObject, string | number]>([
    ['a named class', { priorityClassName: 'high' }, 100],
    ['the least of two defaults', {}, 3],
    ['the system’s own', { priorityClassName: 'system-node-critical' }, 2_000_001_000],
    ['no such class', { priorityClassName: 'none' }, 'class-missing'],
    ['its value said too', { priorityClassName: 'high', priority: 100 }, 100],
    ['another value', { priorityClassName: 'high', priority: 1 }, 'priority-differs'],
    ['another policy', { priorityClassName: 'high', preemptionPolicy: 'Never' }, 'policy-differs'],
  ])('%s', (_why, spec, wanted) => {
    const result = establishPriority(spec, CLASSES);
    expect(result.kind === 'admitted' ? result.priority : result.reason).toBe(wanted);
  });

  test('is 0 without any default', () => {
    expect(establishPriority({}, [])).toEqual({
      kind: 'admitted',
      className: '',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });

  test('a class that is missing refuses before amounts are looked at', () => {
    const spec = { ...podWith({ requests: { cpu: 2 }, limits: { cpu: 1 } }), priorityClassName: 'none' };
    expect(admit(spec).refusal).toEqual({ by: 'Priority', reason: 'class-missing' });
  });
});

describe('quotas', () => {
  const term = { namespaces: ['ops'], topologyKey: 'a' };
  const near = (kind: string, list: string, item: JsonObject): JsonObject => ({
    affinity: { [kind]: { [list]: [item] } },
  });
  const scoped = (scope: string, operator = 'Exists', values: string[] = []): ReturnType<typeof readResourceQuota> =>
    readResourceQuota({
      spec: { hard: { pods: 1 }, scopeSelector: { matchExpressions: [{ scopeName: scope, operator, values }] } },
    });
  test.each<[string, ReturnType<typeof readResourceQuota>, JsonObject, string, boolean]>([
    ['Terminating: a deadline', scoped('Terminating'), { activeDeadlineSeconds: 0 }, '', true],
    ['Terminating: none', scoped('Terminating'), {}, '', false],
    ['NotTerminating: none', scoped('NotTerminating'), {}, '', true],
    ['BestEffort', scoped('BestEffort'), podWith({}), '', true],
    ['BestEffort: a request', scoped('BestEffort'), podWith({ requests: { cpu: 1 } }), '', false],
    ['NotBestEffort', scoped('NotBestEffort'), podWith({ requests: { cpu: 1 } }), '', true],
    ['PriorityClass In', scoped('PriorityClass', 'In', ['high']), {}, 'high', true],
    ['PriorityClass In: another', scoped('PriorityClass', 'In', ['high']), {}, 'low', false],
    ['PriorityClass NotIn', scoped('PriorityClass', 'NotIn', ['high']), {}, 'low', true],
    ['PriorityClass Exists: none', scoped('PriorityClass'), {}, '', false],
    ['PriorityClass DoesNotExist', scoped('PriorityClass', 'DoesNotExist'), {}, '', true],
    [
      'affinity to other namespaces',
      scoped('CrossNamespacePodAffinity'),
      near('podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', term),
      '',
      true,
    ],
    [
      'preferred anti-affinity by selector',
      scoped('CrossNamespacePodAffinity'),
      near('podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution', {
        podAffinityTerm: { namespaceSelector: {} },
      }),
      '',
      true,
    ],
    [
      'affinity at home',
      scoped('CrossNamespacePodAffinity'),
      near('podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', { topologyKey: 'a' }),
      '',
      false,
    ],
    ['a quota of other things', readResourceQuota({ spec: { hard: { services: 1 } } }), {}, '', false],
  ])('scope %s', (_why, quota, spec, className, wanted) => {
    expect(quotaMatches(quota, countPod(spec, 37), className)).toBe(wanted);
  });

  test('count a pod under every name it has', () => {
    const resources = { requests: { cpu: 1, 'example.com/gpu': 2 }, limits: { memory: 3, 'example.com/gpu': 2 } };
    expect(cores(quotaUsage(countPod(podWith(resources), 37)))).toEqual({
      'count/pods': 1,
      pods: 1,
      cpu: 1,
      'requests.cpu': 1,
      memory: 3,
      'requests.memory': 3,
      'limits.memory': 3,
      'requests.example.com/gpu': 2,
    });
  });

  const SMALL = podWith({ requests: { cpu: 1 } });
  test.each<[string, JsonObject, JsonObject, JsonObject, string | undefined]>([
    ['what fits', { 'requests.cpu': 2 }, { 'requests.cpu': 1 }, SMALL, undefined],
    ['what does not fit', { 'requests.cpu': 2 }, { 'requests.cpu': '1001m' }, SMALL, 'exceeded requests.cpu'],
    ['the last place is taken', { pods: 3 }, { pods: 3 }, {}, 'exceeded pods'],
    [
      'an amount that must be named',
      { 'limits.cpu': 5, 'limits.memory': 5 },
      {},
      SMALL,
      'must-specify limits.cpu,limits.memory',
    ],
    ['storage need not be named', { 'requests.ephemeral-storage': 5 }, {}, SMALL, undefined],
    ['a pod’s own amounts are enough', { 'requests.cpu': 5 }, {}, podWith({}, { requests: { cpu: 1 } }), undefined],
  ])('%s', (_why, hard, used, spec, wanted) => {
    const quota = readResourceQuota({ metadata: { name: 'q' }, spec: { hard }, status: { hard, used } });
    const [refusal] = quotaRefusals([quota], countPod(spec, 37), '');
    expect(refusal && `${refusal.rule} ${refusal.resources.join(',')}`).toBe(wanted);
  });

  test('enforce what their status says, and nothing of use without one', () => {
    const quota = readResourceQuota({ spec: { hard: { pods: 9 } }, status: { hard: { pods: 1 } } });
    expect([cores(quota.hard), quota.used]).toEqual([{ pods: 1 }, undefined]);
    expect(() => readResourceQuota({ spec: { hard: { pods: 'all' } } })).toThrow(InvalidFieldError);
  });
});
