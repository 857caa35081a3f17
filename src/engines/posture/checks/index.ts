import type { Check } from '../contract.ts';
import { check as networkPolicyMissing } from './network/network-policy-missing/check.ts';
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
import { check as defaultSaAutomount } from './service-accounts/default-sa-automount/check.ts';

/** All checks, sorted by id; written by `npm run generate` from the folders. */
export const CHECKS: readonly Check[] = [
  apparmorDisabled,
  cloudCredentialsHostPath,
  dangerousCapabilityAdded,
  defaultSaAutomount,
  hostIpc,
  hostNetwork,
  hostPathSensitive,
  hostPathVolume,
  hostPathWritable,
  hostPid,
  hostPort,
  networkPolicyMissing,
  nonDefaultCapabilityAdded,
  privilegedContainer,
  probeHostOverride,
  procMountUnmasked,
  runtimeSocketMount,
  seccompUnconfined,
  selinuxOptionsCustom,
  unsafeSysctl,
  windowsHostProcess,
];
