import { hostPathVolumes } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';

/** PSS baseline control `hostPathVolumes`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-path-volume',
    topic: 'pod-isolation',
    title: 'Pod mounts a path of the node',
    severity: 'medium',
    why: 'A path of the node in a pod is a hole in the isolation: what is written there outlives the pod, and what is read there belongs to others.',
    remedy: 'Use a volume that belongs to the pod: emptyDir, configMap, a PersistentVolumeClaim or a CSI volume.',
    practices: ['P5', 'P7'],
    ids: {
      kubescape: ['C-0048'],
      trivy: ['KSV-0023'],
      polaris: ['hostPathSet'],
      kyverno: ['disallow-host-path'],
      pss: ['baseline/hostPathVolumes'],
    },
    rules: {
      set: { verdict: 'fail', text: 'volume {item} is a path of the node' },
      none: { verdict: 'pass', text: 'no volume is a path of the node' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, { evaluate: hostPathVolumes, passRule: 'none', passPath: () => ['spec', 'volumes'] }),
});
