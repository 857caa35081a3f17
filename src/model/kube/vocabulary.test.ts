import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, valueAt } from '../json.ts';
import { parseImageReference } from './image-reference.ts';
import { InvalidFieldError } from './pod.ts';
import { podTemplateOf } from './pod-template.ts';
import { portsOf, resolvePort } from './ports.ts';
import { compareQuantities, parseQuantity } from './quantity.ts';
import { matchesLabelMap, matchesSelector, selectsAll } from './selector.ts';
import { findTemplates, podTemplatePaths } from './template-places.ts';
import { parseKubernetesMinor } from './versions.ts';
import places from './pod-templates.json' with { type: 'json' };

const HEX = 'ab'.repeat(32);
const NANO = 1_000_000_000n;

describe('selectors', () => {
  it.each([
    [{}, {}, true],
    [{ matchLabels: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ matchLabels: { a: '1' } }, { a: '2' }, false],
    [{ matchLabels: { a: '1', b: '2' } }, { a: '1' }, false],
    [{ matchLabels: { a: '' } }, {}, false],
    [{ matchLabels: null, matchExpressions: null }, { a: '1' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, { a: '2' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, { a: '3' }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: [''] }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, { a: '1' }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, { a: '' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, { a: '1' }, false],
    [{ matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'Exists' }] }, { a: '1' }, false],
    [{ matchLabels: { toString: 'x' } }, {}, false],
  ])('%j on %j: %s', (selector, labels, wanted) => {
    expect(matchesSelector(selector, labels as Record<string, string>)).toBe(wanted);
  });

  it.each([
    { matchExpressions: [{ key: 'a', operator: 'in', values: ['1'] }] },
    { matchExpressions: [{ key: 'a' }] },
    { matchLabels: { a: 1 } },
    { matchLabels: [] },
    { matchExpressions: {} },
  ])('refuses %j', (selector) => {
    expect(() => matchesSelector(selector, { a: '1' })).toThrow(InvalidFieldError);
  });

  it('tells a selector of everything', () => {
    expect([{}, { matchLabels: {} }, { matchExpressions: [] }].map(selectsAll)).toEqual([true, true, true]);
    expect(selectsAll({ matchExpressions: [{ key: 'a', operator: 'Exists' }] })).toBe(false);
  });

  it('lets an empty label map select nothing', () => {
    expect(matchesLabelMap({}, { a: '1' })).toBe(false);
    expect(matchesLabelMap({ a: '1' }, { a: '1', b: '2' })).toBe(true);
    expect(matchesLabelMap({ a: '1', b: '2' }, { a: '1' })).toBe(false);
  });
});

describe('quantities', () => {
  it.each<[Json, bigint | undefined]>([
    ['500m', NANO / 2n],
    ['1', NANO],
    [2, 2n * NANO],
    [0.5, NANO / 2n],
    ['1.5Gi', (3n * 1024n ** 3n * NANO) / 2n],
    ['64Mi', 64n * 1024n ** 2n * NANO],
    ['1e3', 1000n * NANO],
    ['1E3', 1000n * NANO],
    ['1E', 10n ** 18n * NANO],
    ['1e-3', 1_000_000n],
    ['.5', NANO / 2n],
    ['5.', 5n * NANO],
    ['+1k', 1000n * NANO],
    ['-1', -NANO],
    ['0.1n', 1n],
    ['1u', 1000n],
    ['', undefined],
    ['.', 0n],
    ['-', 0n],
    ['m', 0n],
    ['.Ti', 0n],
    ['E', 0n],
    ['.e-9', 0n],
    ['.e-10', undefined],
    ['Pi', undefined],
    ['-Ei', undefined],
    ['0Ei', 0n],
    ['1e50', 10n ** 59n],
    [1e50, 10n ** 59n],
    ['1e-50', 1n],
    ['-1e-50', -1n],
    ['0e-50', 0n],
    ['9'.repeat(40), BigInt('9'.repeat(40)) * NANO],
    ['9'.repeat(40) + 'Ki', (2n ** 63n - 1n) * NANO],
    ['-8Ei', -(2n ** 63n - 1n) * NANO],
    ['7Ei', 7n * 2n ** 60n * NANO],
    ['in', undefined],
    ['1e', undefined],
    ['1e2147483648', undefined],
    ['1e-99999999999', undefined],
    ['1e-999999999', 1n],
    ['1mi', undefined],
    ['1 Gi', undefined],
    ['1K', undefined],
    ['1e999999999', 10n ** 2048n],
    ['NaN', undefined],
    [true, undefined],
    [null, undefined],
    ['1'.repeat(10_000), undefined],
  ])('%j is %s', (text, wanted) => {
    expect(parseQuantity(text)).toBe(wanted);
  });

  it('compares amounts, not texts', () => {
    const amounts = ['1Gi', '1G', '999M', '1024Mi'].map((text) => parseQuantity(text) ?? 0n);
    expect(amounts.toSorted(compareQuantities)).toEqual([
      999n * 10n ** 15n,
      10n ** 18n,
      2n ** 30n * NANO,
      2n ** 30n * NANO,
    ]);
  });

  it('reads every whole number with every suffix as number times suffix', () => {
    const suffixes = { '': 1n, k: 1000n, M: 10n ** 6n, Ki: 1024n, Mi: 1024n ** 2n };
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.constantFrom(...Object.entries(suffixes)),
        (n, [suffix, by]) => {
          expect(parseQuantity(`${n}${suffix}`)).toBe(n * by * NANO);
        },
      ),
    );
  });
});

describe('image references', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['nginx:1.27', 'docker.io', 'library/nginx', '1.27', undefined],
    ['team/app', 'docker.io', 'team/app', undefined, undefined],
    ['docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['localhost/app', 'localhost', 'app', undefined, undefined],
    ['registry:5000/app', 'registry:5000', 'app', undefined, undefined],
    ['registry:5000/app:1', 'registry:5000', 'app', '1', undefined],
    ['ghcr.io/a/b/c@sha256:' + HEX, 'ghcr.io', 'a/b/c', undefined, `sha256:${HEX}`],
    [`ghcr.io/a/b:1@sha512:${HEX}${HEX}`, 'ghcr.io', 'a/b', '1', `sha512:${HEX}${HEX}`],
    ['a_b/c__d/e---f', 'docker.io', 'a_b/c__d/e---f', undefined, undefined],
    ['[::1]:5000/app', '[::1]:5000', 'app', undefined, undefined],
  ])('%s', (text, ...wanted) => {
    const read = parseImageReference(text);
    expect([read?.registry, read?.repository, read?.tag, read?.digest]).toEqual(wanted);
  });

  it.each([
    'reg-.io/x:1',
    '-reg.io/x',
    'reg.-io/x',
    '',
    ' nginx',
    'nginx ',
    '${IMAGE}',
    '{{ .Values.image }}',
    'Nginx',
    'nginx:',
    'nginx@sha256:abc',
    `nginx@sha256:${HEX.toUpperCase()}`,
    'a//b',
    'https://ghcr.io/a',
    '-a',
    'a___b/c',
    HEX,
    'a'.repeat(300),
  ])('refuses %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  it('takes linear time on hostile text', () => {
    expect(parseImageReference(`${'a-'.repeat(500)}!`)).toBeUndefined();
  });
});

describe('ports', () => {
  const pod = podTemplateOf({
    spec: {
      containers: [
        {
          name: 'a',
          ports: [
            { name: 'web', containerPort: 8080 },
            { containerPort: 53, protocol: 'UDP', hostPort: 53 },
          ],
        },
      ],
    },
  });

  it('are read with the API default for the protocol', () => {
    expect(pod.containers.flatMap(portsOf).map(({ protocol, hostPort }) => [protocol, hostPort])).toEqual([
      ['TCP', undefined],
      ['UDP', 53],
    ]);
  });

  it.each([
    [80, 80],
    ['web', 8080],
    ['other', undefined],
    [undefined, undefined],
  ])('%s resolves to %s', (port, wanted) => {
    expect(resolvePort(pod.containers, port)).toBe(wanted);
  });
});

describe('pod templates', () => {
  it.each([
    ['Pod', { spec: {} }, [[]]],
    ['Deployment.apps', { spec: { template: { spec: {} } } }, [['spec', 'template']]],
    ['Deployment.apps', { spec: { template: null } }, []],
    [
      'CronJob.batch',
      { spec: { jobTemplate: { spec: { template: {} } } } },
      [['spec', 'jobTemplate', 'spec', 'template']],
    ],
    ['ConfigMap', { spec: { template: {} } }, []],
    [
      'JobSet.jobset.x-k8s.io',
      { spec: { replicatedJobs: [{ template: { spec: { template: {} } } }, {}] } },
      [['spec', 'replicatedJobs', 0, 'template', 'spec', 'template']],
    ],
    [
      'TFJob.kubeflow.org',
      { spec: { tfReplicaSpecs: { PS: { template: {} } } } },
      [['spec', 'tfReplicaSpecs', 'PS', 'template']],
    ],
    ['Own.example.com', { spec: { pod: {} } }, [['spec', 'pod']]],
  ])('%s %j', (gk, data, wanted) => {
    expect(findTemplates(data, podTemplatePaths(gk, { 'Own.example.com': [['spec', 'pod']] }))).toEqual(wanted);
  });

  it('are where it is known beside where the user says, each once', () => {
    const data = { spec: { template: {}, other: {} } };
    const templates = {
      'Deployment.apps': [
        ['spec', 'other'],
        ['spec', 'template'],
        ['spec', '*'],
        ['spec', 'slip'],
      ],
    };
    expect(findTemplates(data, podTemplatePaths('Deployment.apps', templates))).toEqual([
      ['spec', 'template'],
      ['spec', 'other'],
    ]);
    expect(findTemplates(data, podTemplatePaths('Deployment.apps', { 'Deployment.apps': [] }))).toEqual([
      ['spec', 'template'],
    ]);
  });

  it('stand where a path leads', () => {
    for (const [gk, patterns] of Object.entries(places)) {
      expect(patterns.length, gk).toBeGreaterThan(0);
      for (const pattern of patterns)
        expect(
          pattern.every((step) => /^(?:\*|[a-zA-Z]+)$/.test(step)),
          gk,
        ).toBe(true);
    }
  });

  it('never lead to anything but objects', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const data = { spec: value as Json };
        for (const path of findTemplates(data, podTemplatePaths('RayCluster.ray.io', {})))
          expect(isObject(valueAt(data, path))).toBe(true);
      }),
    );
  });
});

describe('Kubernetes versions', () => {
  it.each([
    ['1.31', 31],
    ['v1.31.4', 31],
    ['1.27+', 27],
    ['v1.29.3-eks-a1b2c3', 29],
    ['1.33.1+k3s1', 33],
    ['2.0', undefined],
    ['1', undefined],
    ['1.x', undefined],
    ['', undefined],
  ])('%s', (text, wanted) => {
    expect(parseKubernetesMinor(text)).toBe(wanted);
  });
});
