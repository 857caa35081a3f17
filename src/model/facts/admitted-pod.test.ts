import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { createFactRegistry, createFacts } from './index.ts';

const POD = `
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec:
  SPEC
  containers: [{name: app, image: example.com/app:1.0, resources: {limits: {memory: 1Gi}}}]
`;

function outcome(spec: string, others: string, complete: boolean) {
  const cluster = clusterOf(objectsOf(`${POD.replace('SPEC', spec)}\n---\n${others}`), { complete });
  const store = createFacts(cluster, createFactRegistry({}, PROVIDERS));
  const [workload] = store.get('workloads', 'shop', new Set());
  if (workload === undefined) throw new Error('no workload');
  return store.get('admitted-pod', workload, new Set());
}

const RANGE = `{apiVersion: v1, kind: LimitRange, metadata: {name: r, namespace: shop}, spec: {limits: [{type: Container, default: {cpu: 1}, max: {memory: 512Mi}}]}}`;
const QUOTA = `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {limits.cpu: 4}}, status: {hard: {limits.cpu: 4}, used: {limits.cpu: 4}}}`;
const NAMESPACE = `{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}}`;
const CLASS = `{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 7}`;
const RUNTIME = `{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: kata}, handler: kata, overhead: {podFixed: {memory: 1Gi}}}`;

describe('admitted-pod', () => {
  it.each([
    ['hostPID: false', '', { kind: 'stored' }],
    ['hostPID: true', NAMESPACE, { by: 'PodSecurity', level: 'baseline', controls: ['hostNamespaces'] }],
    ['priorityClassName: high', '', { by: 'Priority', reason: 'class-missing' }],
    ['priorityClassName: high', CLASS, { kind: 'stored' }],
    ['runtimeClassName: kata', '', { by: 'RuntimeClass', reason: 'class-missing' }],
    ['runtimeClassName: kata', RUNTIME, { kind: 'stored' }],
    ['serviceAccountName: robot', '', { by: 'ServiceAccount', reason: 'account-missing', name: 'robot' }],
    ['serviceAccountName: default', '', { kind: 'stored' }],
    ['hostIPC: false', QUOTA, { quota: 'q', rule: 'must-specify', resources: ['limits.cpu'] }],
  ])('%s beside %s', (spec, others, wanted) => {
    const { outcome: found } = outcome(spec, others, true);
    expect(JSON.stringify(found)).toContain(JSON.stringify(wanted).slice(1, -1));
  });

  it('tells the plug-in that comes first', () => {
    const found = outcome('serviceAccountName: robot, #\n  hostPID: true'.replace(', #', ''), NAMESPACE, true).outcome;
    expect(found.kind === 'refused' && found.refusal.by).toBe('ServiceAccount');
  });

  it('does not know where what is missing may be there unseen', () => {
    const { outcome: found, gaps } = outcome('priorityClassName: high', '', false);
    expect(found).toMatchObject({ kind: 'unknown', gaps: [{ gk: 'PriorityClass.scheduling.k8s.io' }] });
    expect(gaps.map(({ gk }) => gk)).toEqual(['LimitRange', 'ResourceQuota', 'Namespace']);
  });

  it('fills in defaults and overhead, and counts a quota for the pod alone', () => {
    const both = `${RANGE.replace(', max: {memory: 512Mi}', '')}\n---\n${QUOTA}\n---\n${RUNTIME}`;
    const { admitted, spec, outcome: found } = outcome('runtimeClassName: kata', both, true);
    expect(found).toEqual({ kind: 'stored' });
    expect(admitted.pod.containers[0]?.limits.get('cpu')).toBe(1_000_000_000n);
    expect(admitted.qos).toBe('Guaranteed');
    expect(spec['overhead']).toEqual({ memory: '1Gi' });
    expect(outcome('hostIPC: false', RANGE, true).outcome).toMatchObject({
      refusal: { by: 'LimitRanger', refusals: [{ resource: 'memory', rule: 'max' }] },
    });
  });
});
