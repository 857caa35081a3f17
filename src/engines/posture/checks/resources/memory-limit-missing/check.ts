import { workloadCheck } from '../../../contract.ts';
import { judgeLimit } from '../../../families/container-limit.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults'] },
  meta: {
    id: 'memory-limit-missing',
    topic: 'resources',
    title: 'Container may use all memory of the node',
    severity: 'medium',
    why: 'One container that leaks or is attacked takes the memory of the node, and the kubelet evicts its neighbours.',
    remedy: 'Set `resources.limits.memory`, or a default by a LimitRange.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0271'],
      trivy: ['KSV-0018'],
      kubeLinter: ['unset-memory-requirements'],
      polaris: ['memoryLimitsMissing'],
      checkov: ['CKV_K8S_13'],
      kubeScore: ['container-resources'],
      kubesec: ['LimitsMemory'],
      kyverno: ['require-pod-requests-limits'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no memory limit holds for container {container}' },
      zero: { verdict: 'fail', text: 'container {container} sets a memory limit of 0, which is none' },
      set: { verdict: 'pass', text: 'container {container} has a memory limit' },
      'by-pod': { verdict: 'pass', text: 'the pod has a memory limit that holds for container {container}' },
      'by-limit-range': { verdict: 'pass', text: 'a LimitRange gives container {container} a memory limit' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have limits' },
    },
    options: {},
    fixable: true,
  },
  judge: (workload, view) =>
    judgeLimit(workload, view, {
      resource: 'memory',
      title: 'limit its memory',
      question: 'How much memory may it use at most? Its peak of a busy week, with a reserve, is a start.',
    }),
});
