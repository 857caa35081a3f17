import { procMountBaseline, procMountRestricted } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeContainerControl } from '../../../families/control.ts';

/** The minor in which `procMount_restricted` stands in for the baseline control. */
const RESTRICTED_SINCE = 35;

/** PSS controls `procMount` and `procMount_restricted`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'proc-mount-unmasked',
    topic: 'pod-isolation',
    title: 'Container sees the whole of /proc',
    severity: 'medium',
    why: 'Parts of /proc that runtimes hide let a process change kernel settings or read about the node.',
    remedy: 'Remove `procMount`.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0211'],
      trivy: ['KSV-0027'],
      kubeLinter: ['unsafe-proc-mount'],
      polaris: ['procMount'],
      kyverno: ['disallow-proc-mount'],
      pss: ['baseline/procMount', 'restricted/procMount_restricted'],
    },
    rules: {
      'not-default': { verdict: 'fail', text: 'container {container} sets procMount: {value}' },
      default: { verdict: 'pass', text: 'container {container} has the usual view of /proc' },
    },
    options: {
      level: {
        type: 'string',
        default: 'baseline',
        values: ['baseline', 'restricted'],
        doc: 'The level of the Pod Security Standards that is judged: from 1.35 on restricted has no exception for user namespaces.',
      },
    },
    fixable: true,
  },
  judge: (pod, { minor, options }) =>
    judgeContainerControl(pod, minor, {
      evaluate: options.level === 'restricted' && minor >= RESTRICTED_SINCE ? procMountRestricted : procMountBaseline,
      passRule: 'default',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'procMount'],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'use the usual view of /proc',
        ops: [{ op: 'remove', path, prune: true }],
        breaksIf: 'the process runs containers of its own inside this one',
      }),
    }),
});
