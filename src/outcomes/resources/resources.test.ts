import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { admitPod, readLimitRange, readResourceQuota } from '../../model/kube/index.ts';
import { displayWidth } from '../text/index.ts';
import { formatAmount, showAmount } from './amounts.ts';
import { buildResourcesReport } from './build-report.ts';
import { renderResources } from './render.ts';
import type { NamespaceResources, ResourcesReport } from './types.ts';
import { writeResourcesJson } from './write-json.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../schemas/resources-v1.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  SCHEMA,
);

const UNIT = 1_000_000_000n;

function workload(kind: string, name: string, resources: string, extra = ''): string {
  const group = kind === 'Pod' ? 'v1' : 'apps/v1';
  const spec = `{containers: [{name: app, image: example.com/app:1.0, resources: ${resources}}]}`;
  if (kind === 'Pod')
    return `{apiVersion: ${group}, kind: Pod, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`;
  return `{apiVersion: ${group}, kind: ${kind}, metadata: {name: ${name}, namespace: shop}, spec: {${extra} selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: ${spec}}}}`;
}

function reportOf(documents: readonly string[], complete = true, isSuggesting = true): ResourcesReport {
  const cluster = clusterOf(objectsOf(documents.join('\n---\n')), { complete });
  return buildResourcesReport({
    cluster,
    version: '0',
    targets: ['.'],
    platformOf: () => undefined,
    suggest: isSuggesting,
    providers: PROVIDERS,
  });
}

function shopOf(documents: readonly string[], complete = true): NamespaceResources {
  const shop = reportOf(documents, complete).namespaces.find(({ name }) => name === 'shop');
  if (shop === undefined) throw new Error('no namespace shop');
  return shop;
}

const SMALL = '{requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 64Mi}}';
const NODE = `{apiVersion: v1, kind: Node, metadata: {name: a}, status: {allocatable: {cpu: 4, memory: 8Gi}}}`;

describe('amounts', () => {
  it.each([
    ['cpu', UNIT, '1', '1'],
    ['requests.cpu', UNIT / 4n, '250m', '0.25'],
    ['cpu', 1n, '1m', '0.001'],
    ['memory', 64n * 1_048_576n * UNIT, '64Mi', '64Mi'],
    ['limits.memory', 1500n * 1_048_576n * UNIT, '1500Mi', '1.5Gi'],
    ['ephemeral-storage', 1n, '1', '1'],
    ['hugepages-2Mi', 0n, '0', '0'],
    ['pods', 12n * UNIT, '12', '12'],
  ])('%s %s', (name, amount, exact, shown) => {
    expect(formatAmount(name, amount)).toBe(exact);
    expect(showAmount(name, amount)).toBe(shown);
  });
});

describe('replicas', () => {
  const hpa = `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: shop}, spec: {minReplicas: 2, maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}`;
  it.each([
    ['not set', [workload('Deployment', 'web', SMALL)], 1, 1],
    ['set', [workload('Deployment', 'web', SMALL, 'replicas: 3,')], 3, 3],
    ['an autoscaler', [workload('Deployment', 'web', SMALL), hpa], 2, 9],
    ['an autoscaler of another', [workload('Deployment', 'www', SMALL), hpa], 1, 1],
    ['scaled to nothing', [workload('Deployment', 'web', SMALL, 'replicas: 0,'), hpa], 0, 0],
    ['a DaemonSet on the nodes there are', [workload('DaemonSet', 'agent', SMALL), NODE], 1, 1],
    ['a DaemonSet where no node is known', [workload('DaemonSet', 'agent', SMALL)], undefined, undefined],
    ['a pod', [workload('Pod', 'one', SMALL)], 1, 1],
  ])('%s', (_what, documents, count, most) => {
    expect(shopOf(documents).workloads[0]?.replicas).toMatchObject({ count, most });
  });

  it('a DaemonSet is not counted on nodes that may not be all', () => {
    expect(shopOf([workload('DaemonSet', 'agent', SMALL), NODE], false).workloads[0]?.replicas.count).toBeUndefined();
  });

  it('jobs count the pods of one run, suspended ones none', () => {
    const job = (spec: string): string =>
      `{apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: shop}, spec: {${spec} template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}`;
    const counts = ['', 'parallelism: 5, completions: 3,', 'suspend: true,'].map(
      (spec) => shopOf([job(spec)]).workloads[0]?.replicas.count,
    );
    expect(counts).toEqual([1, 3, 0]);
  });
});

describe('a namespace', () => {
  it('sums up pods after admission', () => {
    const range = `{apiVersion: v1, kind: LimitRange, metadata: {name: r, namespace: shop}, spec: {limits: [{type: Container, default: {cpu: 1, memory: 1Gi}}]}}`;
    const shop = shopOf([workload('Deployment', 'web', SMALL, 'replicas: 3,'), workload('Pod', 'bare', '{}'), range]);
    expect(shop.pods).toBe(4);
    expect(formatAmount('cpu', shop.requests.get('cpu') ?? 0n)).toBe('1300m');
    expect(formatAmount('memory', shop.limits.get('memory') ?? 0n)).toBe('1216Mi');
    expect(shop.qos).toEqual({ Guaranteed: 1, Burstable: 3, BestEffort: 0 });
    expect(shop.workloads.flatMap(({ unlimited }) => unlimited)).toEqual([]);
    expect(shop.limitRanges).toEqual(['r']);
  });

  it('names containers without limits, and leaves out of the sums what cannot be read', () => {
    const shop = shopOf([
      workload('Deployment', 'a', '{limits: {memory: 1Gi}}'),
      workload('Deployment', 'b', '{limits: {cpu: lots}}'),
    ]);
    expect(shop.workloads[0]?.unlimited).toEqual([{ container: 'app', resources: ['cpu'] }]);
    expect(shop.workloads[1]).toMatchObject({
      outcome: 'invalid',
      reason: expect.stringContaining('quantity') as string,
    });
    expect(shop.uncounted).toEqual(['Deployment/b']);
  });

  it('holds quotas against what is used and what is wanted', () => {
    const quota = `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {pods: 2, limits.cpu: 1, services: 5}}, status: {hard: {pods: 2, limits.cpu: 1, services: 5}, used: {pods: 1, limits.cpu: 200m, services: 1}}}`;
    const { quotas } = shopOf([workload('Deployment', 'web', SMALL, 'replicas: 3,'), quota]);
    expect(quotas).toEqual([
      { quota: 'q', resource: 'pods', hard: 2n * UNIT, used: UNIT, wanted: 3n * UNIT },
      { quota: 'q', resource: 'limits.cpu', hard: UNIT, used: UNIT / 5n, wanted: (UNIT * 6n) / 10n },
      { quota: 'q', resource: 'services', hard: 5n * UNIT, used: UNIT, wanted: undefined },
    ]);
  });

  it('says which pods would be refused', () => {
    const range = `{apiVersion: v1, kind: LimitRange, metadata: {name: r, namespace: shop}, spec: {limits: [{type: Container, max: {cpu: 100m}}]}}`;
    const [row] = shopOf([workload('Deployment', 'web', SMALL), range]).workloads;
    expect(row?.outcome).toBe('refused');
    expect(row?.reason).toContain('LimitRange r: cpu of container app');
  });
});

describe('a suggestion', () => {
  it.each([
    ['nothing is set', [workload('Deployment', 'a', '{}'), workload('Deployment', 'b', '{}', 'replicas: 7,')]],
    [
      'requests are set',
      [workload('Deployment', 'a', '{requests: {cpu: 3, memory: 5Gi}}'), workload('Deployment', 'b', SMALL)],
    ],
    ['some limits are set', [workload('Deployment', 'a', '{limits: {cpu: 3}}'), workload('Deployment', 'b', SMALL)]],
    [
      'a LimitRange wants a least and a ratio',
      [
        workload('Deployment', 'a', '{}'),
        `{apiVersion: v1, kind: LimitRange, metadata: {name: merlon-defaults, namespace: shop}, spec: {limits: [{type: Container, min: {memory: 900Mi}, maxLimitRequestRatio: {memory: 2}}]}}`,
      ],
    ],
  ])('closes every gap and keeps no pod out: %s', (_what, documents) => {
    const cluster = clusterOf(objectsOf(documents.join('\n---\n')), { complete: true });
    const { suggestion } = shopOf(documents);
    const objects = suggestion?.objects ?? [];
    expect(objects.map(({ kind }) => kind)).toEqual(['LimitRange', 'ResourceQuota']);
    const ranges = [...cluster.list('LimitRange', 'shop').items.map(({ data }) => data), objects[0] ?? {}].map(
      readLimitRange,
    );
    const quotas = [readResourceQuota(objects[1] ?? {})];
    for (const { data } of cluster.list('Deployment.apps', 'shop').items) {
      const template = (data['spec'] as { template: { spec: Record<string, never> } }).template.spec;
      const { refusal, pod } = admitPod(template, { ranges, quotas, classes: [], minor: 37 });
      expect(refusal).toBeUndefined();
      for (const { limits } of pod.containers) expect([...limits.keys()].toSorted()).toEqual(['cpu', 'memory']);
    }
    // With the suggestion in place nothing is left to suggest.
    const again = shopOf([...documents, ...objects.map((one) => JSON.stringify(one))]);
    expect(again.suggestion?.objects).toEqual([]);
    for (const { hard, wanted } of again.quotas) expect(wanted === undefined || wanted <= hard).toBe(true);
  });

  it('leaves room for a rollout: at least one pod of the largest workload', () => {
    const { suggestion } = shopOf([
      workload('Deployment', 'a', '{limits: {cpu: 4, memory: 1Gi}}'),
      workload('Deployment', 'b', SMALL),
    ]);
    expect(suggestion?.objects[0]).toMatchObject({ spec: { hard: { 'limits.cpu': '8200m', pods: '3' } } });
  });

  it('is not made up where numbers are not known, or it would keep pods out', () => {
    const daemon = shopOf([workload('DaemonSet', 'agent', SMALL)]);
    expect(daemon.suggestion?.problems).toEqual([expect.stringContaining('DaemonSet/agent')]);
    const range = `{apiVersion: v1, kind: LimitRange, metadata: {name: r, namespace: shop}, spec: {limits: [{type: Pod, max: {cpu: 300m}}]}}`;
    const pod = `{apiVersion: v1, kind: Pod, metadata: {name: two, namespace: shop}, spec: {containers: [{name: a, image: a, resources: ${SMALL}}, {name: b, image: b, resources: {limits: {memory: 1Gi}}}]}}`;
    const { suggestion } = shopOf([pod, range]);
    expect(suggestion?.problems).toEqual([
      expect.stringContaining('would keep out Pod/two'),
      expect.stringContaining('no quota of requests.cpu, limits.cpu'),
    ]);
    expect(suggestion?.objects).toMatchObject([{ kind: 'ResourceQuota', spec: { hard: { pods: '2' } } }]);
  });
});

describe('output', () => {
  const all = [
    workload('Deployment', 'a-rather-long-name-of-a-workload-that-does-not-fit', '{}', 'replicas: 3,'),
    workload('DaemonSet', 'agent', SMALL),
    workload('Deployment', 'b', '{limits: {cpu: lots}}'),
    NODE,
    `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {pods: 1}}, status: {hard: {pods: 1}, used: {pods: 3}}}`,
  ];

  it.each([true, false])('JSON holds to its schema (complete: %s)', (complete) => {
    expect(validate(JSON.parse(writeResourcesJson(reportOf(all, complete)))), JSON.stringify(validate.errors)).toBe(
      true,
    );
    expect(validate(JSON.parse(writeResourcesJson(reportOf([], complete, false))))).toBe(true);
  });

  it.each([80, 140])('fits into %i columns', (width) => {
    const text = [...renderResources(reportOf(all, false, false), { width, colour: false, unicode: true })].join('');
    for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
    expect(text).toContain('exceeded');
    expect(text).toContain('Deployment/b cannot be read');
  });

  it('escapes what the cluster says', () => {
    const evil = workload('Deployment', '"a\\u001b[31m"', '{}');
    const text = [...renderResources(reportOf([evil]), { width: 80, colour: false, unicode: false })].join('');
    expect(text).not.toContain('\u001b');
  });
});

describe('the sum of limits', () => {
  const limited = workload('Deployment', 'a', '{requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}', 'replicas: 2,');
  const open = workload('Pod', 'b', '{requests: {cpu: 1}}');

  it.each([
    [[open], '1 pod: cpu 1 requested, no limit; memory 0 requested, no limit; 0 Guaranteed, 1 Burstable'],
    [[limited], '2 pods: cpu 2 requested, 4 limit; memory 2Gi requested, 2Gi limit;'],
    [
      [limited, open],
      '3 pods: cpu 3 requested, 4 limit and 1 pod unlimited; memory 2Gi requested, 2Gi limit and 1 pod unlimited;',
    ],
  ])('says what has none: %#', (documents, wanted) => {
    const style = { width: 200, colour: false, unicode: true };
    expect([...renderResources(reportOf(documents, true, false), style)].join('')).toContain(wanted);
  });
});
