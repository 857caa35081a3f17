import type { JsonObject } from '../../../../../model/json.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  objectAt,
  podSecurityContext,
  podSecurityPath,
  type PodSecurityViolation,
  type PodTemplate,
  seccompProfileRestricted,
  stringAt,
} from '../../../../../model/kube/index.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';

/** The minor that brought the field. */
const SINCE = 19;

function fixFor({ rule, path }: PodSecurityViolation): FixPlan {
  const at = rule === 'type' ? path.slice(0, -1) : podSecurityPath('seccompProfile');
  return {
    class: 'may-break',
    title: 'use the seccomp profile of the runtime',
    ops: [{ op: 'set', path: at, value: { type: 'RuntimeDefault' } }],
    breaksIf: 'the process uses a system call that the profile of the runtime refuses',
  };
}

/** Profiles that are files of the node, which nobody can judge from here; each is named where it is set. */
function localhostProfiles(pod: PodTemplate): readonly PodSecurityViolation[] {
  const isLocalhost = (context: JsonObject): boolean =>
    stringAt(objectAt(context, 'seccompProfile'), 'type') === 'Localhost';
  const value = 'Localhost';
  const shared = isLocalhost(podSecurityContext(pod))
    ? [{ rule: 'pod-type', path: podSecurityPath('seccompProfile', 'type'), value }]
    : [];
  const own = pod.containers.filter((container) => isLocalhost(containerSecurityContext(container)));
  return [
    ...shared,
    ...own.map((container) => {
      return { rule: 'type', container, path: containerSecurityPath(container, 'seccompProfile', 'type'), value };
    }),
  ];
}

function withoutLocalhost(pod: PodTemplate, minor: number): readonly PodSecurityViolation[] {
  return [...seccompProfileRestricted(pod, minor), ...localhostProfiles(pod)];
}

/** PSS restricted control `seccompProfile_restricted`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'seccomp-profile-missing',
    topic: 'pod-hardening',
    title: 'No seccomp profile filters system calls',
    severity: 'medium',
    why: 'Without the filter a container may use every system call of the kernel, among them those that break-outs are made of.',
    remedy: 'Set `seccompProfile.type: RuntimeDefault` for the pod.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0055', 'C-0210', 'C-0211'],
      trivy: ['KSV-0030'],
      checkov: ['CKV_K8S_31'],
      kubeScore: ['container-seccomp-profile'],
      kubesec: ['SeccompAny'],
      kyverno: ['restrict-seccomp-strict'],
      pss: ['restricted/seccompProfile_restricted'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no seccomp profile holds for container {container}' },
      'pod-type': { verdict: 'fail', text: 'the pod sets the seccomp profile {value}' },
      type: { verdict: 'fail', text: 'container {container} sets the seccomp profile {value}' },
      filtered: { verdict: 'pass', text: 'a seccomp profile holds for container {container}' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
      'too-old': { verdict: 'not-applicable', text: 'the field came with 1.19' },
    },
    options: {
      acceptLocalhost: {
        type: 'boolean',
        default: true,
        doc: 'Accept profiles of type Localhost, as Pod Security does.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (minor < SINCE) {
      yield { rule: 'too-old', path: ['spec', 'containers'] };
      return;
    }
    yield* linuxOnly(pod, minor, () =>
      judgeMixedControl(pod, minor, {
        evaluate: options.acceptLocalhost ? seccompProfileRestricted : withoutLocalhost,
        passRule: 'filtered',
        passPath: (container) => [...(container?.path ?? []), 'securityContext', 'seccompProfile', 'type'],
        fix: fixFor,
      }),
    );
  },
});
