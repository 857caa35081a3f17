import {
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  type Effective,
  effectiveRunAsNonRoot,
  effectiveRunAsUser,
  boolAt,
  inUserNamespace,
  podSecurityPath,
  type PodTemplate,
  runAsNonRoot,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';
import { perContainerOrPod } from '../../../families/once-per-pod.ts';
import { perContainer } from '../../../invalid.ts';

const breaksIf = 'the image runs as root, or names its user instead of numbering it';

const USER_ZERO = 'user-zero';

const ASK: FixPlan = {
  class: 'needs-value',
  title: 'run as another user',
  ops: [],
  question: 'Which user id should it run as instead of 0?',
};

function isRoot(pod: PodTemplate, container: Container): boolean {
  return effectiveRunAsUser(pod, container).value === 0;
}

function saysNothing(container: Container): boolean {
  return boolAt(containerSecurityContext(container), 'runAsNonRoot') === undefined;
}

/** Whether the pod's setting would reach a container that is told to run as root, which the kubelet would then refuse to start; or one that cannot be read. */
function wouldStop(pod: PodTemplate): boolean {
  const reached = perContainer(pod.containers, (container) =>
    saysNothing(container) && isRoot(pod, container) ? [{ rule: USER_ZERO, path: container.path }] : [],
  );
  // What cannot be read is said of its container elsewhere; here it counts as reached.
  return [...reached].length > 0;
}

function require(path: FixPlan['ops'][number]['path']): FixPlan {
  return { class: 'may-break', title: 'refuse to run as root', ops: [{ op: 'set', path, value: true }], breaksIf };
}

/** The fix for one container, or for the pod when there is none: at the pod where that reaches nobody who is meant to be root. */
function fixFor(pod: PodTemplate, container: Container | undefined): FixPlan {
  if (container === undefined ? wouldStop(pod) : isRoot(pod, container)) return ASK;
  const isAlone = container !== undefined && (!saysNothing(container) || wouldStop(pod));
  return require(isAlone ? containerSecurityPath(container, 'runAsNonRoot') : podSecurityPath('runAsNonRoot'));
}

/** A finding of the pod where its field decides, else of the container. */
function ofCause(container: Container, rule: string, cause: Effective<boolean | number>, fix: FixPlan): Judgement {
  const { path, value, from } = cause;
  if (from === 'pod') return { rule: `pod-${rule}`, path, value, fix };
  return { rule, container: container.name, path, value, fix };
}

function judgeContainer(pod: PodTemplate, container: Container): Judgement {
  const nonRoot = effectiveRunAsNonRoot(pod, container);
  const user = effectiveRunAsUser(pod, container);
  const at = { container: container.name };
  if (nonRoot.value === true) return { rule: 'non-root', ...at, path: nonRoot.path, value: true };
  if (user.value !== undefined && user.value > 0)
    return { rule: 'user-set', ...at, path: user.path, value: user.value };
  if (user.value === 0) return ofCause(container, USER_ZERO, user, ASK);
  const fix = fixFor(pod, nonRoot.from === 'pod' ? undefined : container);
  return ofCause(container, nonRoot.value === false ? 'set-false' : 'unset', nonRoot, fix);
}

/** PSS restricted control `runAsNonRoot`, softened by default, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'run-as-root-allowed',
    topic: 'pod-hardening',
    title: 'Container may run as root',
    severity: 'medium',
    why: 'A process that runs as root has all rights inside the container, and a break-out gives it root on the node.',
    remedy: 'Set `runAsNonRoot: true` for the pod, and a user in the image or in `runAsUser`.',
    practices: ['P1'],
    ids: {
      kubescape: ['C-0013'],
      trivy: ['KSV-0012'],
      kubeLinter: ['run-as-non-root'],
      polaris: ['runAsRootAllowed'],
      checkov: ['CKV_K8S_23'],
      kubesec: ['RunAsNonRoot'],
      kyverno: ['require-run-as-nonroot'],
      pss: ['restricted/runAsNonRoot'],
    },
    rules: {
      'pod-set-false': { verdict: 'fail', text: 'the pod sets runAsNonRoot: false' },
      'set-false': { verdict: 'fail', text: 'container {container} sets runAsNonRoot: false' },
      unset: { verdict: 'fail', text: 'nothing keeps container {container} from running as root' },
      'pod-user-zero': { verdict: 'fail', text: 'the pod tells its containers to run as user 0' },
      'user-zero': { verdict: 'fail', text: 'container {container} is told to run as user 0' },
      'non-root': { verdict: 'pass', text: 'container {container} does not run as root' },
      'user-set': { verdict: 'pass', text: 'container {container} runs as a user that is not root' },
      'user-namespace': {
        verdict: 'not-applicable',
        text: 'root in the pod is an ordinary user of the node (hostUsers: false)',
      },
    },
    options: {
      mode: {
        type: 'string',
        default: 'uid-ok',
        values: ['uid-ok', 'pss'],
        doc: 'uid-ok: a runAsUser above 0 is enough. pss: only runAsNonRoot: true counts, and the pod may not say false at all.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (inUserNamespace(pod, minor)) yield { rule: 'user-namespace', path: ['spec', 'hostUsers'], value: false };
    else if (options.mode === 'uid-ok') {
      yield* perContainerOrPod(pod.containers, (container) => [judgeContainer(pod, container)]);
    } else {
      yield* judgeMixedControl(pod, minor, {
        evaluate: runAsNonRoot,
        passRule: 'non-root',
        passPath: (container) => [...(container?.path ?? []), 'securityContext', 'runAsNonRoot'],
        fix: ({ container }) => fixFor(pod, container),
      });
    }
  },
});
