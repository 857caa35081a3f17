export { type AdmissionContext, type AdmittedPod, admitPod, type PodRefusal } from './admit-pod.ts';
export {
  claimRefusals,
  type LimitRange,
  type LimitRangeItem,
  type LimitRefusal,
  readLimitRange,
} from './limit-range.ts';
export { type CountedContainer, type CountedPod, countPod } from './pod-shape.ts';
export { podFootprint, podLimits, podRequests } from './pod-totals.ts';
export {
  establishPriority,
  type PriorityClass,
  type PriorityResult,
  readPriorityClass,
  SYSTEM_CLASSES,
} from './priority.ts';
export { qosClass, type QosClass } from './qos.ts';
export {
  quotaMatches,
  type QuotaRefusal,
  quotaRefusals,
  quotaUsage,
  readResourceQuota,
  type ResourceQuota,
} from './quota.ts';
export {
  addResources,
  maxResources,
  NO_RESOURCES,
  type Requirements,
  requirementsOf,
  type ResourceList,
  resourceList,
} from './resource-list.ts';
