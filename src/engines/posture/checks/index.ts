import type { Check } from '../contract.ts';
import { check as networkPolicyMissing } from './network/network-policy-missing/check.ts';
import { check as privilegedContainer } from './pod-isolation/privileged-container/check.ts';
import { check as defaultSaAutomount } from './service-accounts/default-sa-automount/check.ts';

/** All checks, sorted by id; written by scripts/generate-registry.ts from the folders. */
export const CHECKS: readonly Check[] = [defaultSaAutomount, networkPolicyMissing, privilegedContainer];
