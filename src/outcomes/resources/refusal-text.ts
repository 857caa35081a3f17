import type { WorkloadRefusal } from '../../model/facts/index.ts';

const AMOUNTS = {
  'request-above-limit': 'a request is more than its limit',
  'pod-below-containers': 'the pod as a whole requests less than its containers',
  'container-above-pod': 'the limit of a container is more than that of the pod as a whole',
} as const;

const PRIORITY = {
  'class-missing': 'its PriorityClass does not exist',
  'priority-differs': 'its priority is not that of its PriorityClass',
  'policy-differs': 'its preemption policy is not that of its PriorityClass',
} as const;

const RUNTIME = {
  'class-missing': 'its RuntimeClass does not exist',
  'overhead-differs': 'its overhead is not that of its RuntimeClass',
  'overhead-without-class': 'it names an overhead, but no RuntimeClass that has one',
  'selector-conflict': 'its node selector contradicts its RuntimeClass',
} as const;

const RULES = {
  min: 'less than the least',
  max: 'more than the most, or no limit',
  ratio: 'limit too far above request',
} as const;

/** Says in a clause why pods are refused. */
export function describeRefusal(refusal: WorkloadRefusal): string {
  switch (refusal.by) {
    case 'ServiceAccount':
      return `its account ${refusal.name} does not exist`;
    case 'Priority':
      return PRIORITY[refusal.reason];
    case 'RuntimeClass':
      return RUNTIME[refusal.reason];
    case 'validation':
      return AMOUNTS[refusal.reason];
    case 'LimitRanger':
      return refusal.refusals
        .map(
          ({ range, container, resource, rule }) =>
            `LimitRange ${range}: ${resource} of ${container === undefined ? 'the pod' : `container ${container}`}: ${RULES[rule]}`,
        )
        .join('; ');
    case 'PodSecurity':
      return `the namespace enforces ${refusal.level}: ${refusal.controls.join(', ')}`;
    case 'ResourceQuota':
      return refusal.refusals
        .map(({ quota, rule, resources }) =>
          rule === 'exceeded'
            ? `quota ${quota} has no room for it: ${resources.join(', ')}`
            : `quota ${quota}: some container names no ${resources.join(', ')}`,
        )
        .join('; ');
  }
}
