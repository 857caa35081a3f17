import type { Cluster } from '../cluster/index.ts';
import { admittedPodFact } from './admitted-pod.ts';
import { containerDefaultsFact } from './container-defaults.ts';
import { isolatingPoliciesFact } from './isolating-policies.ts';
import { serviceAccountUseFact } from './service-account-use.ts';
import { createTemplateClasses } from './template-classes.ts';
import type { FactProviders, FactRegistry } from './types.ts';
import { workloadsFact } from './workloads.ts';

/**
 * The table of all facts and who derives them, for Clusters that look for pod templates in the given places beside the known ones. What engines own comes from
 * their providers.
 */
export function createFactRegistry(extra: Cluster['extraTemplates'], providers: FactProviders): FactRegistry {
  return {
    ...providers,
    workloads: workloadsFact(extra, createTemplateClasses()),
    'service-account-use': serviceAccountUseFact,
    'container-defaults': containerDefaultsFact,
    'admitted-pod': admittedPodFact,
    'isolating-policies': isolatingPoliciesFact,
  };
}
