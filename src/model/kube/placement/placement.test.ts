import { describe, expect, it } from 'vitest';
import { applyRuntimeClass, nodesFor, rankEviction } from './index.ts';

const GI = 1_073_741_824n * 1_000_000_000n;

describe('rankEviction', () => {
  it('sends those above their requests first, then lower priorities, then the furthest above', () => {
    const pods = [
      { name: 'inside-low', priority: -5, request: 4n * GI, usage: 3n * GI },
      { name: 'above-high', priority: 100, request: GI, usage: 2n * GI },
      { name: 'above-less', priority: 0, request: 2n * GI, usage: 3n * GI },
      { name: 'above-more', priority: 0, request: GI, usage: 3n * GI },
      { name: 'critical', priority: 2_000_000_000, request: 0n, usage: 9n * GI },
      { name: 'static', priority: 0, request: 0n, usage: 9n * GI, isStatic: true },
    ];
    const rank = rankEviction(pods);
    if (rank.kind !== 'ranked') throw new Error('not ranked');
    expect(rank.order.map(({ name }) => name)).toEqual(['above-more', 'above-less', 'above-high', 'inside-low']);
    expect(rank.kept.map(({ name }) => name)).toEqual(['critical', 'static']);
  });

  it('is not known while a pod that could go is not measured; those that are kept need not be', () => {
    const pod = { name: 'a', priority: 0, request: 0n, usage: undefined };
    expect(rankEviction([pod])).toEqual({ kind: 'unknown', unmeasured: ['a'] });
    expect(rankEviction([{ ...pod, isStatic: true }]).kind).toBe('ranked');
  });

  it('uses no more than requested is inside', () => {
    const rank = rankEviction([
      { name: 'exact', priority: 0, request: GI, usage: GI },
      { name: 'above', priority: 9, request: GI, usage: GI + 1n },
    ]);
    expect(rank.kind === 'ranked' && rank.order.map(({ name }) => name)).toEqual(['above', 'exact']);
  });
});

const CLASS = {
  overhead: { podFixed: { memory: '64Mi', cpu: '100m' } },
  scheduling: { nodeSelector: { sandbox: 'yes' } },
};

describe('applyRuntimeClass', () => {
  it('adds overhead and node selector', () => {
    const spec = { runtimeClassName: 'kata', nodeSelector: { zone: 'a' } };
    expect(applyRuntimeClass(spec, CLASS)).toMatchObject({
      kind: 'admitted',
      spec: { ...spec, overhead: { memory: '64Mi', cpu: '100m' }, nodeSelector: { zone: 'a', sandbox: 'yes' } },
    });
  });

  it.each([
    ['class-missing', { runtimeClassName: 'kata' }, undefined],
    ['overhead-without-class', { overhead: { cpu: '1' } }, undefined],
    ['overhead-without-class', { runtimeClassName: 'a', overhead: { cpu: '1' } }, {}],
    ['overhead-differs', { runtimeClassName: 'a', overhead: { cpu: '100m' } }, CLASS],
    ['selector-conflict', { runtimeClassName: 'a', nodeSelector: { sandbox: 'no' } }, CLASS],
  ])('refuses: %s', (reason, spec, runtimeClass) => {
    expect(applyRuntimeClass(spec, runtimeClass)).toEqual({ kind: 'refused', reason });
  });

  it.each([
    [{}, undefined],
    [{ runtimeClassName: 'a' }, {}],
    [{ runtimeClassName: 'a', overhead: { cpu: '0.1', memory: '65536Ki' }, nodeSelector: { sandbox: 'yes' } }, CLASS],
  ])('lets in: %j', (spec, runtimeClass) => {
    expect(applyRuntimeClass(spec, runtimeClass).kind).toBe('admitted');
  });
});

function node(name: string, labels: Record<string, string>, ...taints: readonly (readonly [string, string])[]) {
  return { metadata: { name, labels }, spec: { taints: taints.map(([key, effect]) => ({ key, effect, value: 'x' })) } };
}

const FIVE_MINUTES = ['not-ready', 'unreachable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

describe('tolerations', () => {
  it.each([
    ['every pod gets two', [], [], FIVE_MINUTES],
    ['one that tolerates all needs none', [{ operator: 'Exists' }], [], [{ operator: 'Exists' }]],
    [
      'one of a key keeps its own time',
      [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
      [],
      [{ ...FIVE_MINUTES[0], tolerationSeconds: 5 }, FIVE_MINUTES[1]],
    ],
    [
      'a class that tolerates all covers the rest',
      [{ key: 'a', value: 'b', operator: 'Equal' }],
      [{ operator: 'Exists' }],
      [{ operator: 'Exists' }],
    ],
    [
      'one that names no operator covers its equal',
      [{ key: 'a', value: 'b' }],
      [{ key: 'a', operator: 'Equal', value: 'b' }],
      [{ key: 'a', value: 'b' }, ...FIVE_MINUTES],
    ],
  ])('%s', (_what, own, ofClass, wanted) => {
    const result = applyRuntimeClass(
      { runtimeClassName: 'a', tolerations: own },
      { scheduling: { tolerations: ofClass } },
    );
    expect(result.kind === 'admitted' && result.spec['tolerations']).toEqual(wanted);
  });
});

const NODES = [
  node('a', { disk: 'ssd' }),
  node('b', {}, ['node.kubernetes.io/unschedulable', 'NoSchedule']),
  node('c', {}, ['node-role.kubernetes.io/control-plane', 'NoSchedule']),
  node('d', {}, ['soft', 'PreferNoSchedule']),
  node('e', {}, ['node.kubernetes.io/network-unavailable', 'NoSchedule']),
];

describe('nodesFor', () => {
  it.each([
    ['taints repel, but not those of the controller and preferences', {}, 3],
    ['a selector', { nodeSelector: { disk: 'ssd' } }, 1],
    ['a node by name', { nodeName: 'd' }, 1],
    ['everything tolerated', { tolerations: [{ operator: 'Exists' }] }, 5],
    ['one key', { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }, 4],
    ['one value', { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', value: 'x' }] }, 4],
    ['another value', { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', value: 'y' }] }, 3],
    ['another effect', { tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] }, 3],
    ['on the network of the node', { hostNetwork: true }, 4],
  ])('%s', (_what, spec, nodes) => {
    expect(nodesFor(spec, NODES)).toEqual({ kind: 'counted', nodes });
  });

  it('is not known where node affinity decides', () => {
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
    expect(nodesFor({ affinity: { nodeAffinity: required } }, NODES)).toEqual({ kind: 'unknown' });
  });
});
