import type { Quantity } from '../quantity.ts';
import type { CountedPod } from './pod-shape.ts';
import type { Requirements } from './resource-list.ts';

/** How well a pod is kept when its node runs out of memory. https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** Before this minor version an empty `spec.resources` decided too, and made any pod BestEffort. */
const OWN_MUST_NAME_FROM = 37;
const COMPUTE = ['cpu', 'memory'];

function classOf(request: Quantity, limit: Quantity): QosClass {
  if (request !== limit) return 'Burstable';
  return request === 0n ? 'BestEffort' : 'Guaranteed';
}

function meet(classes: readonly QosClass[]): QosClass {
  const [first = 'BestEffort', ...rest] = classes;
  return rest.every((one) => one === first) ? first : 'Burstable';
}

function ofRequirements({ requests, limits }: Requirements): QosClass {
  return meet(COMPUTE.map((name) => classOf(requests.get(name) ?? 0n, limits.get(name) ?? 0n)));
}

function namesCompute({ requests, limits }: Requirements): boolean {
  return [...requests.keys(), ...limits.keys()].some((name) => COMPUTE.includes(name) || name.startsWith('hugepages-'));
}

/**
 * The QoS class of a pod whose requests are filled in: that of its own resources where it names cpu or memory (KEP-2837), else of all its containers together.
 */
export function qosClass({ own, containers, minor }: CountedPod): QosClass {
  if (own !== undefined && (minor < OWN_MUST_NAME_FROM || namesCompute(own))) return ofRequirements(own);
  return meet(containers.map(ofRequirements));
}
