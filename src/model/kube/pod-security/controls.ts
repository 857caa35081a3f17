import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { appArmorProfile } from './app-armor-profile.ts';
import { capabilitiesBaseline, capabilitiesRestricted } from './capabilities.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPathVolumes } from './host-path-volumes.ts';
import { hostPorts } from './host-ports.ts';
import { hostProbesAndHostLifecycle } from './host-probes.ts';
import { privileged } from './privileged.ts';
import { procMountBaseline, procMountRestricted } from './proc-mount.ts';
import { restrictedVolumes } from './restricted-volumes.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { seLinuxOptions } from './se-linux-options.ts';
import { seccompProfileBaseline, seccompProfileRestricted } from './seccomp-profile.ts';
import { sysctls } from './sysctls.ts';
import type { PodSecurityEvaluate, PodSecurityLevel } from './types.ts';
import { windowsHostProcess } from './windows-host-process.ts';

/** One control of the Pod Security Standards. */
export interface PodSecurityControl {
  /** As k8s.io/pod-security-admission names it. */
  readonly id: string;
  readonly level: Exclude<PodSecurityLevel, 'privileged'>;
  /** The minor versions at which it begins (the first) and changes what it says. */
  readonly revisions: readonly [number, ...number[]];
  /** Restricted only: the baseline control that it stands in for, from its first revision on. */
  readonly overrides?: string;
  readonly evaluate: PodSecurityEvaluate;
}

/**
 * All controls, baseline first, each level by id: the order in which admission reports them.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const CONTROLS: readonly PodSecurityControl[] = Object.freeze([
  { id: 'appArmorProfile', level: 'baseline', revisions: [0], evaluate: appArmorProfile },
  { id: 'capabilities_baseline', level: 'baseline', revisions: [0], evaluate: capabilitiesBaseline },
  { id: 'hostNamespaces', level: 'baseline', revisions: [0], evaluate: hostNamespaces },
  { id: 'hostPathVolumes', level: 'baseline', revisions: [0], evaluate: hostPathVolumes },
  { id: 'hostPorts', level: 'baseline', revisions: [0], evaluate: hostPorts },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', revisions: [34], evaluate: hostProbesAndHostLifecycle },
  { id: 'privileged', level: 'baseline', revisions: [0], evaluate: privileged },
  { id: 'procMount', level: 'baseline', revisions: [0, 35], evaluate: procMountBaseline },
  { id: 'seLinuxOptions', level: 'baseline', revisions: [0, 31], evaluate: seLinuxOptions },
  { id: 'seccompProfile_baseline', level: 'baseline', revisions: [0, 19], evaluate: seccompProfileBaseline },
  { id: 'sysctls', level: 'baseline', revisions: [0, 27, 29, 32, 37], evaluate: sysctls },
  { id: 'windowsHostProcess', level: 'baseline', revisions: [0], evaluate: windowsHostProcess },
  { id: 'allowPrivilegeEscalation', level: 'restricted', revisions: [8, 25], evaluate: allowPrivilegeEscalation },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    revisions: [22, 25],
    overrides: 'capabilities_baseline',
    evaluate: capabilitiesRestricted,
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    revisions: [35],
    overrides: 'procMount',
    evaluate: procMountRestricted,
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    revisions: [0],
    overrides: 'hostPathVolumes',
    evaluate: restrictedVolumes,
  },
  { id: 'runAsNonRoot', level: 'restricted', revisions: [0, 35], evaluate: runAsNonRoot },
  { id: 'runAsUser', level: 'restricted', revisions: [23, 35], evaluate: runAsUser },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    revisions: [19, 25],
    overrides: 'seccompProfile_baseline',
    evaluate: seccompProfileRestricted,
  },
]);
