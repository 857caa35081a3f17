import { workloadCheck } from '../../../contract.ts';
import { judgeScratchSpace } from '../../../families/scratch-space.ts';

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['container-defaults'] },
  meta: {
    id: 'ephemeral-storage-unbounded',
    topic: 'resources',
    title: 'Container may fill the disk of the node',
    severity: 'low',
    why: 'Whoever can write files in the container can fill the disk of the node, and the kubelet then evicts its neighbours and pulls no image any more.',
    remedy:
      'Set `resources.limits.ephemeral-storage` and the `sizeLimit` of each emptyDir, or a default by a LimitRange.',
    practices: ['P10'],
    ids: {
      kubeScore: ['container-ephemeral-storage-request-and-limit', 'container-ephemeral-storage-request-equals-limit'],
      kyverno: ['require-emptydir-requests-limits'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no limit of scratch space on disk holds for container {container}' },
      zero: { verdict: 'fail', text: 'container {container} sets an ephemeral-storage limit of 0, which is none' },
      'volume-unbounded': { verdict: 'fail', text: 'the emptyDir {item} may grow until the disk is full' },
      set: { verdict: 'pass', text: 'container {container} has an ephemeral-storage limit' },
      'by-limit-range': {
        verdict: 'pass',
        text: 'a LimitRange gives container {container} an ephemeral-storage limit',
      },
      'volume-bounded': { verdict: 'pass', text: 'the emptyDir {item} has a size limit' },
      'volume-by-containers': { verdict: 'pass', text: 'limits of the containers bound the emptyDir {item} too' },
      'volume-in-memory': { verdict: 'pass', text: 'the emptyDir {item} is kept in memory, and counts as that' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have limits' },
    },
    options: {},
    fixable: true,
  },
  judge: judgeScratchSpace,
});
