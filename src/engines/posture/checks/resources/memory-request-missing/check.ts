import { workloadCheck } from '../../../contract.ts';
import { judgeRequest } from '../../../families/container-request.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults'] },
  meta: {
    id: 'memory-request-missing',
    topic: 'resources',
    title: 'Container reserves no memory',
    severity: 'low',
    why: 'A container that reserves no memory is placed on nodes that have none left, and its pod is among the first that the kubelet evicts.',
    remedy: 'Set `resources.requests.memory`, or a limit, or a default by a LimitRange.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0269'],
      trivy: ['KSV-0016'],
      polaris: ['memoryRequestsMissing'],
      checkov: ['CKV_K8S_12'],
      kubeScore: ['container-resources'],
      kubesec: ['RequestsMemory'],
      kyverno: ['require-pod-requests-limits'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no memory is reserved for container {container}' },
      zero: { verdict: 'fail', text: 'container {container} requests memory of 0, which reserves nothing' },
      set: { verdict: 'pass', text: 'container {container} requests memory' },
      'by-limit': { verdict: 'pass', text: 'the memory limit of container {container} is its request too' },
      'by-pod': { verdict: 'pass', text: 'the pod reserves memory for all its containers' },
      'by-limit-range': { verdict: 'pass', text: 'a LimitRange gives container {container} a memory request' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have requests' },
    },
    options: {},
    fixable: true,
  },
  judge: (workload, view) =>
    judgeRequest(workload, view, {
      resource: 'memory',
      title: 'reserve memory',
      question: 'How much memory does it need to do its work? What it holds on a usual day is a start.',
    }),
});
