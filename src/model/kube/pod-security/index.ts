export { withHostNetworkPorts } from './admission-defaults.ts';
export { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
export { appArmorProfile } from './app-armor-profile.ts';
export {
  BASELINE_CAPABILITIES,
  capabilitiesAdded,
  capabilitiesBaseline,
  capabilitiesNotDropped,
  capabilitiesRestricted,
} from './capabilities.ts';
export { CONTROLS, type PodSecurityControl } from './controls.ts';
export { evaluatePodSecurity, podSecurityControls, type PodSecurityResult } from './evaluate.ts';
export { hostIpc, hostNamespaces, hostNetwork, hostPid } from './host-namespaces.ts';
export { hostPathVolumes } from './host-path-volumes.ts';
export { hostPorts } from './host-ports.ts';
export { hostProbesAndHostLifecycle } from './host-probes.ts';
export {
  NEWEST_POD_SECURITY_MINOR,
  parsePodSecurityVersion,
  podSecurityLevels,
  type PodSecurityMode,
  type PodSecuritySetting,
  type PodSecuritySettings,
  type PodSecurityVersion,
  resolvePodSecurityVersion,
} from './namespace-labels.ts';
export { privileged } from './privileged.ts';
export { procMountBaseline, procMountRestricted } from './proc-mount.ts';
export { RESTRICTED_VOLUME_SOURCES, restrictedVolumes } from './restricted-volumes.ts';
export { runAsNonRoot } from './run-as-non-root.ts';
export { runAsUser } from './run-as-user.ts';
export { seLinuxOptions } from './se-linux-options.ts';
export { seccompProfileBaseline, seccompProfileRestricted } from './seccomp-profile.ts';
export { SAFE_SYSCTLS, sysctls } from './sysctls.ts';
export {
  POD_SECURITY_LEVELS,
  type PodSecurityEvaluate,
  type PodSecurityLevel,
  type PodSecurityViolation,
} from './types.ts';
export { inUserNamespace, windowsExempt } from './waivers.ts';
export { windowsHostProcess } from './windows-host-process.ts';
export { isJudgedOnUpdate } from './updates.ts';
