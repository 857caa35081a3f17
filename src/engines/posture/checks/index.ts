import type { Check } from '../contract.ts';
import { check as deprecatedApiVersion } from './hygiene/deprecated-api-version/check.ts';
import { check as livenessProbeMissing } from './hygiene/liveness-probe-missing/check.ts';
import { check as imageNotPinned } from './images/image-not-pinned/check.ts';
import { check as imageTagLatest } from './images/image-tag-latest/check.ts';
import { check as networkPolicyMissing } from './network/network-policy-missing/check.ts';
import { check as capabilitiesNotDropped } from './pod-hardening/capabilities-not-dropped/check.ts';
import { check as capabilityAddedBeyondNetBind } from './pod-hardening/capability-added-beyond-net-bind/check.ts';
import { check as ephemeralContainerPresent } from './pod-hardening/ephemeral-container-present/check.ts';
import { check as gitSyncCommandInjection } from './pod-hardening/git-sync-command-injection/check.ts';
import { check as hostAliases } from './pod-hardening/host-aliases/check.ts';
import { check as interactiveContainer } from './pod-hardening/interactive-container/check.ts';
import { check as linuxHardeningAbsent } from './pod-hardening/linux-hardening-absent/check.ts';
import { check as lowGid } from './pod-hardening/low-gid/check.ts';
import { check as lowUid } from './pod-hardening/low-uid/check.ts';
import { check as netRawNotDropped } from './pod-hardening/net-raw-not-dropped/check.ts';
import { check as privilegeEscalationAllowed } from './pod-hardening/privilege-escalation-allowed/check.ts';
import { check as privilegedContainerPort } from './pod-hardening/privileged-container-port/check.ts';
import { check as rootFilesystemWritable } from './pod-hardening/root-filesystem-writable/check.ts';
import { check as rootGroup } from './pod-hardening/root-group/check.ts';
import { check as runAsRootAllowed } from './pod-hardening/run-as-root-allowed/check.ts';
import { check as runAsUserZero } from './pod-hardening/run-as-user-zero/check.ts';
import { check as seccompProfileMissing } from './pod-hardening/seccomp-profile-missing/check.ts';
import { check as securityContextMissing } from './pod-hardening/security-context-missing/check.ts';
import { check as sshPortExposed } from './pod-hardening/ssh-port-exposed/check.ts';
import { check as subpathOnVulnerableKubelet } from './pod-hardening/subpath-on-vulnerable-kubelet/check.ts';
import { check as sudoInCommand } from './pod-hardening/sudo-in-command/check.ts';
import { check as userNamespaceNotUsed } from './pod-hardening/user-namespace-not-used/check.ts';
import { check as volumeTypeRestricted } from './pod-hardening/volume-type-restricted/check.ts';
import { check as apparmorDisabled } from './pod-isolation/apparmor-disabled/check.ts';
import { check as cloudCredentialsHostPath } from './pod-isolation/cloud-credentials-host-path/check.ts';
import { check as dangerousCapabilityAdded } from './pod-isolation/dangerous-capability-added/check.ts';
import { check as hostIpc } from './pod-isolation/host-ipc/check.ts';
import { check as hostNetwork } from './pod-isolation/host-network/check.ts';
import { check as hostPathSensitive } from './pod-isolation/host-path-sensitive/check.ts';
import { check as hostPathVolume } from './pod-isolation/host-path-volume/check.ts';
import { check as hostPathWritable } from './pod-isolation/host-path-writable/check.ts';
import { check as hostPid } from './pod-isolation/host-pid/check.ts';
import { check as hostPort } from './pod-isolation/host-port/check.ts';
import { check as nonDefaultCapabilityAdded } from './pod-isolation/non-default-capability-added/check.ts';
import { check as privilegedContainer } from './pod-isolation/privileged-container/check.ts';
import { check as probeHostOverride } from './pod-isolation/probe-host-override/check.ts';
import { check as procMountUnmasked } from './pod-isolation/proc-mount-unmasked/check.ts';
import { check as runtimeSocketMount } from './pod-isolation/runtime-socket-mount/check.ts';
import { check as seccompUnconfined } from './pod-isolation/seccomp-unconfined/check.ts';
import { check as selinuxOptionsCustom } from './pod-isolation/selinux-options-custom/check.ts';
import { check as unsafeSysctl } from './pod-isolation/unsafe-sysctl/check.ts';
import { check as windowsHostProcess } from './pod-isolation/windows-host-process/check.ts';
import { check as rbacAdmissionWebhooks } from './rbac/rbac-admission-webhooks/check.ts';
import { check as rbacAnonymousBinding } from './rbac/rbac-anonymous-binding/check.ts';
import { check as rbacAuthenticatedBinding } from './rbac/rbac-authenticated-binding/check.ts';
import { check as rbacBindEscalate } from './rbac/rbac-bind-escalate/check.ts';
import { check as rbacBuiltinChanged } from './rbac/rbac-builtin-changed/check.ts';
import { check as rbacClusterAdminBinding } from './rbac/rbac-cluster-admin-binding/check.ts';
import { check as rbacCreateBindings } from './rbac/rbac-create-bindings/check.ts';
import { check as rbacCreatePv } from './rbac/rbac-create-pv/check.ts';
import { check as rbacCreateWorkloads } from './rbac/rbac-create-workloads/check.ts';
import { check as rbacCsrApprove } from './rbac/rbac-csr-approve/check.ts';
import { check as rbacDanglingRoleRef } from './rbac/rbac-dangling-role-ref/check.ts';
import { check as rbacDeleteEvents } from './rbac/rbac-delete-events/check.ts';
import { check as rbacDeleteWorkloads } from './rbac/rbac-delete-workloads/check.ts';
import { check as rbacImpersonate } from './rbac/rbac-impersonate/check.ts';
import { check as rbacMastersBinding } from './rbac/rbac-masters-binding/check.ts';
import { check as rbacNodeProxy } from './rbac/rbac-node-proxy/check.ts';
import { check as rbacPodExec } from './rbac/rbac-pod-exec/check.ts';
import { check as rbacPortForward } from './rbac/rbac-port-forward/check.ts';
import { check as rbacReadSecrets } from './rbac/rbac-read-secrets/check.ts';
import { check as rbacServiceAccountAnyRole } from './rbac/rbac-service-account-any-role/check.ts';
import { check as rbacTokenRequest } from './rbac/rbac-token-request/check.ts';
import { check as rbacWildcardAll } from './rbac/rbac-wildcard-all/check.ts';
import { check as rbacWildcardRule } from './rbac/rbac-wildcard-rule/check.ts';
import { check as rbacWriteConfigmaps } from './rbac/rbac-write-configmaps/check.ts';
import { check as rbacWriteEndpoints } from './rbac/rbac-write-endpoints/check.ts';
import { check as rbacWriteNetworking } from './rbac/rbac-write-networking/check.ts';
import { check as cpuLimitMissing } from './resources/cpu-limit-missing/check.ts';
import { check as cpuRequestMissing } from './resources/cpu-request-missing/check.ts';
import { check as ephemeralStorageUnbounded } from './resources/ephemeral-storage-unbounded/check.ts';
import { check as memoryLimitMissing } from './resources/memory-limit-missing/check.ts';
import { check as memoryRequestMissing } from './resources/memory-request-missing/check.ts';
import { check as requestsNotEqualLimits } from './resources/requests-not-equal-limits/check.ts';
import { check as resourceValuesOutOfRange } from './resources/resource-values-out-of-range/check.ts';
import { check as envRefMissing } from './secrets/env-ref-missing/check.ts';
import { check as secretInEnvLiteral } from './secrets/secret-in-env-literal/check.ts';
import { check as defaultSaAutomount } from './service-accounts/default-sa-automount/check.ts';
import { check as defaultSaBound } from './service-accounts/default-sa-bound/check.ts';
import { check as defaultSaUsed } from './service-accounts/default-sa-used/check.ts';
import { check as deprecatedServiceAccountField } from './service-accounts/deprecated-service-account-field/check.ts';
import { check as legacySaTokenSecret } from './service-accounts/legacy-sa-token-secret/check.ts';
import { check as namespaceWithoutServiceAccount } from './service-accounts/namespace-without-service-account/check.ts';
import { check as serviceAccountNotFound } from './service-accounts/service-account-not-found/check.ts';
import { check as serviceAccountTokenAutomount } from './service-accounts/service-account-token-automount/check.ts';
import { check as serviceAccountTokenWithRbac } from './service-accounts/service-account-token-with-rbac/check.ts';
import { check as workloadAdminRole } from './service-accounts/workload-admin-role/check.ts';
import { check as workloadTakeoverRole } from './service-accounts/workload-takeover-role/check.ts';

/** All checks, sorted by id; written by `npm run generate` from the folders. */
export const CHECKS: readonly Check[] = [
  apparmorDisabled,
  capabilitiesNotDropped,
  capabilityAddedBeyondNetBind,
  cloudCredentialsHostPath,
  cpuLimitMissing,
  cpuRequestMissing,
  dangerousCapabilityAdded,
  defaultSaAutomount,
  defaultSaBound,
  defaultSaUsed,
  deprecatedApiVersion,
  deprecatedServiceAccountField,
  envRefMissing,
  ephemeralContainerPresent,
  ephemeralStorageUnbounded,
  gitSyncCommandInjection,
  hostAliases,
  hostIpc,
  hostNetwork,
  hostPathSensitive,
  hostPathVolume,
  hostPathWritable,
  hostPid,
  hostPort,
  imageNotPinned,
  imageTagLatest,
  interactiveContainer,
  legacySaTokenSecret,
  linuxHardeningAbsent,
  livenessProbeMissing,
  lowGid,
  lowUid,
  memoryLimitMissing,
  memoryRequestMissing,
  namespaceWithoutServiceAccount,
  netRawNotDropped,
  networkPolicyMissing,
  nonDefaultCapabilityAdded,
  privilegeEscalationAllowed,
  privilegedContainer,
  privilegedContainerPort,
  probeHostOverride,
  procMountUnmasked,
  rbacAdmissionWebhooks,
  rbacAnonymousBinding,
  rbacAuthenticatedBinding,
  rbacBindEscalate,
  rbacBuiltinChanged,
  rbacClusterAdminBinding,
  rbacCreateBindings,
  rbacCreatePv,
  rbacCreateWorkloads,
  rbacCsrApprove,
  rbacDanglingRoleRef,
  rbacDeleteEvents,
  rbacDeleteWorkloads,
  rbacImpersonate,
  rbacMastersBinding,
  rbacNodeProxy,
  rbacPodExec,
  rbacPortForward,
  rbacReadSecrets,
  rbacServiceAccountAnyRole,
  rbacTokenRequest,
  rbacWildcardAll,
  rbacWildcardRule,
  rbacWriteConfigmaps,
  rbacWriteEndpoints,
  rbacWriteNetworking,
  requestsNotEqualLimits,
  resourceValuesOutOfRange,
  rootFilesystemWritable,
  rootGroup,
  runAsRootAllowed,
  runAsUserZero,
  runtimeSocketMount,
  seccompProfileMissing,
  seccompUnconfined,
  secretInEnvLiteral,
  securityContextMissing,
  selinuxOptionsCustom,
  serviceAccountNotFound,
  serviceAccountTokenAutomount,
  serviceAccountTokenWithRbac,
  sshPortExposed,
  subpathOnVulnerableKubelet,
  sudoInCommand,
  unsafeSysctl,
  userNamespaceNotUsed,
  volumeTypeRestricted,
  windowsHostProcess,
  workloadAdminRole,
  workloadTakeoverRole,
];
