import { sysctls } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';

/** PSS baseline control `sysctls`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'unsafe-sysctl',
    topic: 'pod-isolation',
    title: 'Pod sets an unsafe kernel setting',
    severity: 'medium',
    why: 'A setting that is not kept apart by pod changes the node for every pod on it.',
    remedy: 'Remove the setting, or set it on the node.',
    practices: ['P5', 'P7'],
    ids: {
      kubescape: ['C-0211'],
      trivy: ['KSV-0026'],
      kubeLinter: ['unsafe-sysctls'],
      kyverno: ['restrict-sysctls'],
      pss: ['baseline/sysctls'],
    },
    rules: {
      unsafe: { verdict: 'fail', text: 'the pod sets the kernel setting {item}, which is not known to be safe' },
      safe: { verdict: 'pass', text: 'the pod sets no unsafe kernel setting' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, {
      evaluate: sysctls,
      passRule: 'safe',
      passPath: () => ['spec', 'securityContext', 'sysctls'],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'leave the kernel setting alone',
        ops: [{ op: 'remove', path: path.slice(0, -1), prune: true }],
        breaksIf: 'the process depends on the setting',
      }),
    }),
});
