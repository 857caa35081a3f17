import { seLinuxOptions } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';

/** PSS baseline control `seLinuxOptions`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'selinux-options-custom',
    topic: 'pod-isolation',
    title: 'Custom SELinux options weaken the confinement',
    severity: 'medium',
    why: 'Another SELinux type, user or role can let a container reach files and processes that SELinux keeps from it.',
    remedy: 'Remove the option, or use one of the container types.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0211'],
      trivy: ['KSV-0025'],
      kyverno: ['disallow-selinux'],
      pss: ['baseline/seLinuxOptions'],
    },
    rules: {
      type: { verdict: 'fail', text: 'container {container} sets the SELinux type {value}' },
      user: { verdict: 'fail', text: 'container {container} sets the SELinux user {value}' },
      role: { verdict: 'fail', text: 'container {container} sets the SELinux role {value}' },
      'pod-type': { verdict: 'fail', text: 'the pod sets the SELinux type {value}' },
      'pod-user': { verdict: 'fail', text: 'the pod sets the SELinux user {value}' },
      'pod-role': { verdict: 'fail', text: 'the pod sets the SELinux role {value}' },
      good: { verdict: 'pass', text: 'container {container} keeps to the SELinux types for containers' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgeMixedControl(pod, minor, {
      evaluate: seLinuxOptions,
      passRule: 'good',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'seLinuxOptions'],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'use the SELinux type for containers',
        ops: [{ op: 'remove', path, prune: true }],
        breaksIf: 'the process touches files that only this SELinux context may touch',
      }),
    }),
});
