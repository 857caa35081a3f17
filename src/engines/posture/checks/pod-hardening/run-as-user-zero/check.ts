import { inUserNamespace, runAsUser } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';

/** The minor that brought the control. */
const SINCE = 23;

/** PSS restricted control `runAsUser`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'run-as-user-zero',
    topic: 'pod-hardening',
    title: 'Pod asks to run as user 0',
    severity: 'medium',
    why: 'The process is root in the container, whatever the image says.',
    remedy: 'Remove `runAsUser: 0`, or name another user.',
    practices: ['P1'],
    ids: {
      trivy: ['KSV-0105'],
      kyverno: ['require-run-as-non-root-user'],
      pss: ['restricted/runAsUser'],
    },
    rules: {
      'pod-set-zero': { verdict: 'fail', text: 'the pod sets runAsUser: 0' },
      'set-zero': { verdict: 'fail', text: 'container {container} sets runAsUser: 0' },
      other: { verdict: 'pass', text: 'container {container} is not told to run as user 0' },
      'user-namespace': {
        verdict: 'not-applicable',
        text: 'root in the pod is an ordinary user of the node (hostUsers: false)',
      },
      'too-old': { verdict: 'not-applicable', text: 'Pod Security looks at runAsUser from 1.23 on' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod, { minor }) {
    if (minor < SINCE) yield { rule: 'too-old', path: ['spec', 'securityContext', 'runAsUser'] };
    else if (inUserNamespace(pod, minor)) yield { rule: 'user-namespace', path: ['spec', 'hostUsers'], value: false };
    else {
      yield* judgeMixedControl(pod, minor, {
        evaluate: runAsUser,
        passRule: 'other',
        passPath: (container) => [...(container?.path ?? []), 'securityContext', 'runAsUser'],
        fix: () => ({
          class: 'needs-value',
          title: 'run as another user',
          ops: [],
          question: 'Which user id should it run as instead of 0?',
        }),
      });
    }
  },
});
