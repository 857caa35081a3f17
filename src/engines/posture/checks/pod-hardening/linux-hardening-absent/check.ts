import {
  boolAt,
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  effectiveAppArmor,
  effectiveSeccomp,
  effectiveSeLinuxOptions,
  podSecurityPath,
  type PodTemplate,
  stringAt,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { bareCapability, capabilitiesOf, droppedCapability } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

function dropsSome(container: Container): boolean {
  const addsAll = capabilitiesOf(container, 'add').some((name) => bareCapability(name) === 'ALL');
  // Of a name with the prefix runtimes make one that does not exist: it drops nothing.
  return !addsAll && capabilitiesOf(container, 'drop').some((name) => !droppedCapability(name).startsWith('CAP_'));
}

/** Types of SELinux that allow everything, or what the runtime itself may do. */
const UNCONFINED_TYPES: ReadonlySet<string | undefined> = new Set([
  'spc_t',
  'unconfined_t',
  'unconfined_service_t',
  'container_runtime_t',
  'init_t',
  'kernel_t',
]);

/** Whether an SELinux option is set that confines; an empty block is as good as none. */
function hasSeLinux(pod: PodTemplate, container: Container): boolean {
  const { value } = effectiveSeLinuxOptions(pod, container);
  if (value !== undefined && UNCONFINED_TYPES.has(stringAt(value, 'type'))) return false;
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

/** A privileged container keeps all capabilities, and of profiles only one of AppArmor that it names itself. */
function isUnbound(pod: PodTemplate, container: Container): boolean {
  const isPrivileged = boolAt(containerSecurityContext(container), 'privileged') === true;
  return isPrivileged && effectiveAppArmor(pod, container).value !== 'Localhost';
}

function judgeContainer(pod: PodTemplate, container: Container): Judgement {
  if (isUnbound(pod, container)) {
    const path = containerSecurityPath(container, 'privileged');
    return { rule: 'privileged', container: container.name, path, value: true };
  }
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
      privileged: {
        verdict: 'fail',
        text: 'container {container} is privileged: profiles and dropped capabilities have no effect',
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
