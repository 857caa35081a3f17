import { isObject } from '../../json.ts';
import { type CountedContainer, type CountedPod, settlesPodRequestsEarly } from './pod-shape.ts';
import {
  addResources,
  maxResources,
  NO_RESOURCES,
  type Requirements,
  type ResourceList,
  resourceList,
  withDefaults,
} from './resource-list.ts';

/** Whether a pod as a whole may name a resource: cpu, memory, and huge pages. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/**
 * What containers need together: those that run beside each other add up, and init containers, which run one after another, count as the greatest of them with the
 * sidecars that were started before.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function sumContainers(
  containers: readonly CountedContainer[],
  pick: (one: Requirements) => ResourceList,
): ResourceList {
  let together: ResourceList = NO_RESOURCES;
  let sidecars: ResourceList = NO_RESOURCES;
  let init: ResourceList = NO_RESOURCES;
  for (const container of containers) {
    const own = pick(container);
    if (!container.init) together = addResources(together, own);
    else if (container.sidecar) {
      together = addResources(together, own);
      sidecars = addResources(sidecars, own);
      init = maxResources(init, sidecars);
    } else init = maxResources(init, addResources(own, sidecars));
  }
  return maxResources(together, init);
}

function overridden(
  sum: ResourceList,
  own: ResourceList | undefined,
  isNamed: (name: string) => boolean,
): ResourceList {
  if (own === undefined) return sum;
  return new Map([...sum, ...[...own].filter(([name]) => isNamed(name))]);
}

/** Requests of a pod, its own resources before the sum of its containers. LimitRanges count cpu and memory of the pod only. */
export function podRequests({ containers, own }: CountedPod, isNamed = isPodLevelResource): ResourceList {
  return overridden(
    sumContainers(containers, ({ requests }) => requests),
    own?.requests,
    isNamed,
  );
}

/** Limits of a pod, its own resources before the sum of its containers. */
export function podLimits({ containers, own }: CountedPod, isNamed = isPodLevelResource): ResourceList {
  return overridden(
    sumContainers(containers, ({ limits }) => limits),
    own?.limits,
    isNamed,
  );
}

/** What a RuntimeClass costs beside the containers (`spec.overhead`, set by admission). */
export function overheadOf({ spec }: CountedPod): ResourceList {
  return isObject(spec['overhead']) ? resourceList(spec['overhead']) : NO_RESOURCES;
}

/** What a pod takes of a node and of a quota: requests, and limits where there are any, with the overhead of its RuntimeClass. */
export function podFootprint(pod: CountedPod): Requirements {
  const overhead = overheadOf(pod);
  const limits = podLimits(pod);
  const ofLimits = new Map([...overhead].filter(([name]) => (limits.get(name) ?? 0n) !== 0n));
  return { requests: addResources(podRequests(pod), overhead), limits: addResources(limits, ofLimits) };
}

function isCompute(name: string): boolean {
  return name === 'cpu' || name === 'memory';
}

/** Huge pages that containers limit are a limit of the pod too, unless it requests them itself. */
function withHugePages(own: Requirements, containers: readonly CountedContainer[]): Requirements {
  const sum = sumContainers(containers, ({ limits }) => limits);
  const pages = [...sum].filter(([name]) => name.startsWith('hugepages-') && !own.requests.has(name));
  return { ...own, limits: withDefaults(own.limits, new Map(pages)) };
}

function withRequests(own: Requirements, containers: readonly CountedContainer[]): Requirements {
  const sum = sumContainers(containers, ({ requests }) => requests);
  const asked = new Map([...sum].filter(([name]) => isCompute(name)));
  const allowed = new Map([...own.limits].filter(([name]) => isPodLevelResource(name)));
  return { ...own, requests: withDefaults(own.requests, withDefaults(asked, allowed)) };
}

/** Where every container has a limit of something that the pod requests, the pod gets their sum as its limit, or its request where that is more. */
function withLimits(own: Requirements, containers: readonly CountedContainer[]): Requirements {
  const sum = sumContainers(containers, ({ limits }) => limits);
  const filled = new Map(own.limits);
  for (const [name, request] of own.requests) {
    const limit = sum.get(name);
    if (limit === undefined || filled.has(name) || !isPodLevelResource(name)) continue;
    if (containers.every(({ limits }) => limits.has(name))) filled.set(name, request > limit ? request : limit);
  }
  return { ...own, limits: filled };
}

/**
 * The pod with its own resources filled in from its containers and from each other; a pod that names none of its own gets none. Up to 1.36 that is done on decoding, and for
 * pods with limits only; from 1.37 on just before the pod is judged, limits included.
 */
export function withPodResources(pod: CountedPod): CountedPod {
  const { own, containers, minor } = pod;
  if (own === undefined || own.requests.size + own.limits.size === 0) return pod;
  const paged = withHugePages(own, containers);
  if (!settlesPodRequestsEarly(minor)) return { ...pod, own: withLimits(withRequests(paged, containers), containers) };
  return { ...pod, own: paged.limits.size === 0 ? paged : withRequests(paged, containers) };
}
