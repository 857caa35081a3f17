import { type PodSecurityViolation, seccompProfileBaseline } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';

/** The minor that brought the field; older policies read annotations. */
const FIELD_SINCE = 19;

function opsFor({ rule, path }: PodSecurityViolation): FixPlan['ops'] {
  if (rule === 'annotation' || rule === 'pod-annotation') return [{ op: 'set', path, value: 'runtime/default' }];
  return [{ op: 'set', path: path.slice(0, -1), value: { type: 'RuntimeDefault' } }];
}

/** PSS baseline control `seccompProfile_baseline`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'seccomp-unconfined',
    topic: 'pod-isolation',
    title: 'Seccomp is switched off',
    severity: 'medium',
    why: 'Without the filter a container may use every system call of the kernel, among them those that break-outs are made of.',
    remedy: 'Use the profile of the runtime: type `RuntimeDefault`.',
    practices: ['P5'],
    ids: {
      trivy: ['KSV-0104'],
      kubesec: ['SeccompUnconfined'],
      kyverno: ['restrict-seccomp'],
      pss: ['baseline/seccompProfile_baseline'],
    },
    rules: {
      type: { verdict: 'fail', text: 'container {container} sets the seccomp profile {value}' },
      'pod-type': { verdict: 'fail', text: 'the pod sets the seccomp profile {value}' },
      annotation: { verdict: 'fail', text: 'an annotation sets the seccomp profile {value} for container {container}' },
      'pod-annotation': { verdict: 'fail', text: 'an annotation sets the seccomp profile {value} for the pod' },
      good: { verdict: 'pass', text: 'container {container} does not switch seccomp off' },
      superseded: {
        verdict: 'not-applicable',
        text: 'from 1.19 on the restricted level has a stricter control for seccomp',
      },
    },
    options: {
      level: {
        type: 'string',
        default: 'baseline',
        values: ['baseline', 'restricted'],
        doc: 'The level of the Pod Security Standards that is judged: restricted replaces this control by a stricter one from 1.19 on.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (options.level === 'restricted' && minor >= FIELD_SINCE) {
      yield { rule: 'superseded', path: ['spec', 'securityContext', 'seccompProfile'] };
      return;
    }
    yield* judgeMixedControl(pod, minor, {
      evaluate: seccompProfileBaseline,
      passRule: 'good',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'seccompProfile', 'type'],
      fix: (violation) => ({
        class: 'may-break',
        title: 'use the seccomp profile of the runtime',
        ops: opsFor(violation),
        breaksIf: 'the process uses a system call that the profile of the runtime refuses',
      }),
    });
  },
});
