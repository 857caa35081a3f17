import { type Container, privileged } from '../../../../../model/kube/index.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeContainerControl } from '../../../families/control.ts';
import { makeUnprivileged } from '../../../families/unprivileged.ts';

function runUnprivileged(container: Container): FixPlan {
  return {
    class: 'may-break',
    title: 'run unprivileged',
    ops: makeUnprivileged(container),
    breaksIf:
      'the process uses devices or capabilities that only a privileged container has, or mounts something that others on the node shall see',
  };
}

/** PSS baseline control `privileged`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'privileged-container',
    topic: 'pod-isolation',
    title: 'Container runs privileged',
    severity: 'high',
    why: 'A process in a privileged container has every capability and every device of the node: whoever controls it controls the node.',
    remedy: 'Remove `privileged` and grant only the capabilities or devices that the process needs.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0057'],
      trivy: ['KSV-0017'],
      kubeLinter: ['privileged-container'],
      polaris: ['runAsPrivileged'],
      checkov: ['CKV_K8S_16'],
      kubeScore: ['container-security-context-privileged'],
      kubesec: ['Privileged'],
      kyverno: ['disallow-privileged-containers'],
      pss: ['baseline/privileged'],
    },
    rules: {
      'set-true': { verdict: 'fail', text: 'container {container} sets privileged: true' },
      'not-set': { verdict: 'pass', text: 'container {container} is not privileged' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgeContainerControl(pod, minor, {
      evaluate: privileged,
      passRule: 'not-set',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'privileged'],
      fix: ({ container }) => container && runUnprivileged(container),
    }),
});
