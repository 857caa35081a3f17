import {
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  effectiveRunAsNonRoot,
  effectiveRunAsUser,
  boolAt,
  inUserNamespace,
  podSecurityContext,
  podSecurityPath,
  type PodTemplate,
  runAsNonRoot,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';
import { perContainer } from '../../../invalid.ts';

const breaksIf = 'the image runs as root, or names its user instead of numbering it';

function isRoot(pod: PodTemplate, container: Container): boolean {
  return effectiveRunAsUser(pod, container).value === 0;
}

/** Containers that the pod's setting would reach and that are told to run as root: the kubelet would refuse to start them. */
function wouldStop(pod: PodTemplate): boolean {
  return pod.containers.some(
    (container) => isRoot(pod, container) && boolAt(containerSecurityContext(container), 'runAsNonRoot') === undefined,
  );
}

function require(path: FixPlan['ops'][number]['path']): FixPlan {
  return { class: 'may-break', title: 'refuse to run as root', ops: [{ op: 'set', path, value: true }], breaksIf };
}

/** The fix for one container, or for the pod when there is none: at the pod where that reaches nobody who is meant to be root. */
function fixFor(pod: PodTemplate, container: Container | undefined): FixPlan {
  const stops = container === undefined ? wouldStop(pod) : isRoot(pod, container);
  if (stops)
    return {
      class: 'needs-value',
      title: 'run as another user',
      ops: [],
      question: 'Which user id should it run as instead of 0?',
    };
  const saysItself = container !== undefined && boolAt(containerSecurityContext(container), 'runAsNonRoot') === false;
  const isAlone = container !== undefined && (saysItself || wouldStop(pod));
  return require(isAlone ? containerSecurityPath(container, 'runAsNonRoot') : podSecurityPath('runAsNonRoot'));
}

function judgeContainer(pod: PodTemplate, container: Container): Judgement | undefined {
  const nonRoot = effectiveRunAsNonRoot(pod, container);
  const user = effectiveRunAsUser(pod, container);
  const at = { container: container.name };
  if (nonRoot.value === true) return { rule: 'non-root', ...at, path: nonRoot.path, value: true };
  if (user.value !== undefined && user.value > 0)
    return { rule: 'user-set', ...at, path: user.path, value: user.value };
  const fix = fixFor(pod, container);
  if (user.value === 0) return { rule: 'user-zero', ...at, path: user.path, value: 0, fix };
  // What the pod says for all of them is said once, of the pod.
  if (nonRoot.from === 'pod') return undefined;
  return {
    rule: nonRoot.value === false ? 'set-false' : 'unset',
    ...at,
    path: nonRoot.path,
    value: nonRoot.value,
    fix,
  };
}

function* judgeEffective(pod: PodTemplate): Iterable<Judgement> {
  const inherits = pod.containers.some((container) => {
    const { value, from } = effectiveRunAsNonRoot(pod, container);
    return from === 'pod' && value === false && effectiveRunAsUser(pod, container).value === undefined;
  });
  if (inherits && boolAt(podSecurityContext(pod), 'runAsNonRoot') === false) {
    const path = podSecurityPath('runAsNonRoot');
    yield { rule: 'pod-set-false', path, value: false, fix: fixFor(pod, undefined) };
  }
  yield* perContainer(pod.containers, (container) => {
    const judgement = judgeContainer(pod, container);
    return judgement === undefined ? [] : [judgement];
  });
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
    else if (options.mode === 'uid-ok') yield* judgeEffective(pod);
    else {
      yield* judgeMixedControl(pod, minor, {
        evaluate: runAsNonRoot,
        passRule: 'non-root',
        passPath: (container) => [...(container?.path ?? []), 'securityContext', 'runAsNonRoot'],
        fix: ({ container }) => fixFor(pod, container),
      });
    }
  },
});
