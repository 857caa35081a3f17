import { workloadCheck } from '../../../contract.ts';
import { judgeRequest } from '../../../families/container-request.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults'] },
  meta: {
    id: 'cpu-request-missing',
    topic: 'resources',
    title: 'Container reserves no CPU',
    severity: 'low',
    why: 'A container that reserves no CPU is placed on nodes that have none left, and gets next to nothing as soon as its neighbours are busy, or are made busy.',
    remedy: 'Set `resources.requests.cpu`, or a limit, or a default by a LimitRange.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0268'],
      trivy: ['KSV-0015'],
      kubeLinter: ['unset-cpu-requirements'],
      polaris: ['cpuRequestsMissing'],
      checkov: ['CKV_K8S_10'],
      kubeScore: ['container-resources'],
      kubesec: ['RequestsCPU'],
      kyverno: ['require-pod-requests-limits'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no CPU is reserved for container {container}' },
      zero: { verdict: 'fail', text: 'container {container} requests CPU of 0, which reserves nothing' },
      set: { verdict: 'pass', text: 'container {container} requests CPU' },
      'by-limit': { verdict: 'pass', text: 'the CPU limit of container {container} is its request too' },
      'by-pod': { verdict: 'pass', text: 'the pod reserves CPU for all its containers' },
      'by-limit-range': { verdict: 'pass', text: 'a LimitRange gives container {container} a CPU request' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have requests' },
    },
    options: {},
    fixable: true,
  },
  judge: (workload, view) =>
    judgeRequest(workload, view, {
      resource: 'cpu',
      title: 'reserve CPU',
      question: 'How much CPU does it need to do its work? What it uses on a usual day is a start.',
    }),
});
