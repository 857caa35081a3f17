import { windowsHostProcess } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { hostProcessPlaces } from '../../../families/host-process.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';

/** PSS baseline control `windowsHostProcess`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'windows-host-process',
    topic: 'pod-isolation',
    title: 'Container runs as a process of the Windows node',
    severity: 'high',
    why: 'A HostProcess container has the file system, network and processes of the node: it is no container at all.',
    remedy: 'Remove `hostProcess`.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0211'],
      trivy: ['KSV-0103'],
      polaris: ['hostProcess'],
      kyverno: ['disallow-host-process'],
      pss: ['baseline/windowsHostProcess'],
    },
    rules: {
      'set-true': { verdict: 'fail', text: 'container {container} sets windowsOptions.hostProcess: true' },
      'pod-set-true': { verdict: 'fail', text: 'the pod sets windowsOptions.hostProcess: true' },
      good: { verdict: 'pass', text: 'container {container} is no process of the node' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgeMixedControl(pod, minor, {
      evaluate: windowsHostProcess,
      passRule: 'good',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'windowsOptions', 'hostProcess'],
      // Everywhere at once: the API server refuses a pod of which only some containers are processes of the node.
      fix: (_violation, whole) => ({
        class: 'may-break',
        title: 'run as a container',
        ops: hostProcessPlaces(whole).map((path) => ({ op: 'remove', path, prune: true })),
        breaksIf: 'the process manages the node',
      }),
    }),
});
