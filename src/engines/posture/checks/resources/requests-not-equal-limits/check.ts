import { workloadCheck } from '../../../contract.ts';
import { judgeGuarantee } from '../../../families/guarantee.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults', 'admitted-pod'] },
  meta: {
    id: 'requests-not-equal-limits',
    topic: 'resources',
    title: 'Container may use more than it reserves',
    severity: 'info',
    why: 'A pod whose requests are its limits is of QoS class Guaranteed: it is the last to be evicted, and others cannot take what it needs.',
    remedy: 'Set requests of CPU and memory to the limits.',
    practices: ['P10'],
    ids: {
      kubeScore: [
        'container-resource-requests-equal-limits',
        'container-cpu-requests-equal-limits',
        'container-memory-requests-equal-limits',
      ],
      kyverno: ['require-qos-guaranteed'],
    },
    rules: {
      differ: { verdict: 'fail', text: 'container {container} requests {request} of {item}, not its limit of {limit}' },
      'limit-unset': {
        verdict: 'fail',
        text: 'container {container} has no {item} limit that its request could equal',
      },
      unset: { verdict: 'fail', text: 'container {container} has neither request nor limit of {item}' },
      'pod-differs': { verdict: 'fail', text: 'the pod as a whole requests another amount of {item} than its limit' },
      equal: { verdict: 'pass', text: 'request and limit of {item} of container {container} are equal' },
      'pod-equal': { verdict: 'pass', text: 'request and limit of {item} of the pod as a whole are equal' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have resources' },
    },
    options: {
      resources: {
        type: 'strings',
        default: ['cpu', 'memory'],
        // Of all other resources (extended ones, huge pages) the API itself wants requests to equal limits.
        values: ['cpu', 'memory', 'ephemeral-storage'],
        nonEmpty: true,
        doc: 'The resources whose requests must equal limits: cpu, memory, ephemeral-storage.',
      },
    },
    fixable: true,
  },
  judge: (workload, view, { resources }) => judgeGuarantee(workload, view, resources),
});
