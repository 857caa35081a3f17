import { workloadCheck } from '../../../contract.ts';
import { judgeLimit } from '../../../families/container-limit.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults'] },
  meta: {
    id: 'cpu-limit-missing',
    topic: 'resources',
    title: 'Container may use all processors of the node',
    severity: 'low',
    why: 'One container that spins or mines takes the processors of the node from its neighbours.',
    remedy: 'Set `resources.limits.cpu`, or a default by a LimitRange.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0270'],
      trivy: ['KSV-0011'],
      polaris: ['cpuLimitsMissing'],
      checkov: ['CKV_K8S_11'],
      kubeScore: ['container-resources'],
      kubesec: ['LimitsCPU'],
      kyverno: ['require-cpu-limits'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no cpu limit holds for container {container}' },
      zero: { verdict: 'fail', text: 'container {container} sets a cpu limit of 0, which is none' },
      set: { verdict: 'pass', text: 'container {container} has a cpu limit' },
      'by-pod': { verdict: 'pass', text: 'the pod has a cpu limit that holds for container {container}' },
      'by-limit-range': { verdict: 'pass', text: 'a LimitRange gives container {container} a cpu limit' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have limits' },
    },
    options: {},
    fixable: true,
  },
  judge: (workload, view) =>
    judgeLimit(workload, view, {
      resource: 'cpu',
      title: 'limit its processor time',
      question: 'How much processor time may it use at most?',
    }),
});
