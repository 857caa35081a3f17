import { restrictedVolumes } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';

/** PSS restricted control `restrictedVolumes`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'volume-type-restricted',
    topic: 'pod-hardening',
    title: 'Pod uses a volume type that the restricted level refuses',
    severity: 'low',
    why: 'Volumes of other types reach into the node or into storage with credentials of the cluster.',
    remedy: 'Use a PersistentVolumeClaim, a CSI volume or one of the volumes that belong to the pod.',
    practices: ['P5'],
    ids: {
      trivy: ['KSV-0028'],
      kyverno: ['restrict-volume-types'],
      pss: ['restricted/restrictedVolumes'],
    },
    rules: {
      source: { verdict: 'fail', text: 'volume {item} has a type that the restricted level refuses' },
      allowed: { verdict: 'pass', text: 'all volumes have types that the restricted level allows' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, {
      evaluate: restrictedVolumes,
      passRule: 'allowed',
      passPath: () => ['spec', 'volumes'],
    }),
});
