import {
  type Container,
  containerSecurityPath,
  effectiveAppArmor,
  effectiveSeccomp,
  effectiveSeLinuxOptions,
  podSecurityPath,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { bareCapability, capabilitiesOf } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

function dropsSome(container: Container): boolean {
  const addsAll = capabilitiesOf(container, 'add').some((name) => bareCapability(name) === 'ALL');
  return capabilitiesOf(container, 'drop').length > 0 && !addsAll;
}

/** Whether an SELinux option is set; an empty block is as good as none. */
function hasSeLinux(pod: PodTemplate, container: Container): boolean {
  const { value } = effectiveSeLinuxOptions(pod, container);
  return Object.values(value ?? {}).some((option) => option !== null && option !== '');
}

/** Whether a profile type stands for a profile. */
function isProfile(type: string | undefined): boolean {
  return type !== undefined && type !== 'Unconfined' && type !== '';
}

function isConfined(pod: PodTemplate, container: Container): boolean {
  if (dropsSome(container) || hasSeLinux(pod, container)) return true;
  return isProfile(effectiveSeccomp(pod, container).value) || isProfile(effectiveAppArmor(pod, container).value);
}

function judgeContainer(pod: PodTemplate, container: Container): Judgement {
  const seccomp = effectiveSeccomp(pod, container);
  const at = { container: container.name, path: seccomp.path, value: seccomp.value };
  if (isConfined(pod, container)) return { rule: 'some', container: container.name, path: container.path };
  const place =
    seccomp.from === 'container'
      ? containerSecurityPath(container, 'seccompProfile')
      : podSecurityPath('seccompProfile');
  return {
    rule: 'none',
    ...at,
    fix: {
      class: 'may-break',
      title: 'use the seccomp profile of the runtime',
      ops: [{ op: 'set', path: place, value: { type: 'RuntimeDefault' } }],
      breaksIf: 'the process uses a system call that the profile of the runtime refuses',
    },
  };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'linux-hardening-absent',
    topic: 'pod-hardening',
    title: 'No Linux mechanism confines the container',
    severity: 'low',
    why: 'Nothing stands between the process and the kernel but its user: the first flaw is a way out.',
    remedy: 'Set a seccomp profile for the pod, and drop capabilities.',
    practices: ['P5'],
    ids: {
      polaris: ['linuxHardening'],
    },
    rules: {
      none: {
        verdict: 'fail',
        text: 'container {container} has no AppArmor, seccomp or SELinux settings and drops no capability',
      },
      some: { verdict: 'pass', text: 'container {container} is confined by a setting of its pod' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    linuxOnly(pod, minor, () => perContainer(pod.containers, (container) => [judgeContainer(pod, container)])),
});
