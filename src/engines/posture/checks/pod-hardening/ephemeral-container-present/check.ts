import { templateCheck } from '../../../contract.ts';

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'ephemeral-container-present',
    topic: 'pod-hardening',
    title: 'Pod has a debugging container',
    severity: 'info',
    why: 'Someone entered the running pod with a container of their own; it stays until the pod is gone.',
    remedy: 'Delete the pod when the debugging is done.',
    practices: ['P11'],
    ids: {
      kyverno: ['block-ephemeral-containers'],
    },
    rules: {
      present: { verdict: 'fail', text: 'the pod has the debugging container {item}' },
      none: { verdict: 'pass', text: 'the pod has no debugging container' },
    },
    options: {},
    fixable: false,
  },
  *judge(pod) {
    const debugging = pod.containers.filter(({ list }) => list === 'ephemeralContainers');
    for (const { name, path } of debugging) yield { rule: 'present', container: name, item: name, path };
    if (debugging.length === 0) yield { rule: 'none', path: ['spec', 'ephemeralContainers'] };
  },
});
