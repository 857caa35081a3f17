import { isList, isObject, type JsonObject } from '../../json.ts';
import { type Requirements, requirementsOf, resourceList, roundResources, withDefaults } from './resource-list.ts';

/** A container as admission counts it. */
export interface CountedContainer extends Requirements {
  readonly name: string;
  readonly init: boolean;
  /** An init container that runs beside the others (KEP-753). */
  readonly sidecar: boolean;
}

/** What admission counts of a pod. */
export interface CountedPod {
  readonly containers: readonly CountedContainer[];
  /** `spec.resources` (KEP-2837); undefined where it is not set. */
  readonly own: Requirements | undefined;
  readonly spec: JsonObject;
  /** N of Kubernetes 1.N, whose rules hold. */
  readonly minor: number;
}

/** From this minor version on a pod may have resources of its own by default (KEP-2837, beta). */
export const POD_RESOURCES_FROM = 34;
/** From this minor version on requests of a pod as a whole are filled in after LimitRanges have had their say. */
const LATE_POD_REQUESTS_FROM = 37;

function countContainer(data: JsonObject, init: boolean, read: typeof resourceList): CountedContainer {
  const { requests, limits } = requirementsOf(data, read);
  return {
    name: typeof data['name'] === 'string' ? data['name'] : '',
    init,
    sidecar: init && data['restartPolicy'] === 'Always',
    limits,
    // The API fills a request from the limit of the same resource.
    requests: withDefaults(requests, limits),
  };
}

function containersIn(spec: JsonObject, list: string): readonly JsonObject[] {
  const items = spec[list];
  return isList(items) ? items.filter(isObject) : [];
}

/**
 * Reads what admission counts of a pod's spec, requests filled in from limits as the API does on decoding. Ephemeral containers cannot name resources.
 * Throws InvalidFieldError for what is no quantity.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function countPod(spec: JsonObject, minor: number, read = resourceList): CountedPod {
  const containers = [
    ...containersIn(spec, 'initContainers').map((one) => countContainer(one, true, read)),
    ...containersIn(spec, 'containers').map((one) => countContainer(one, false, read)),
  ];
  const own = minor >= POD_RESOURCES_FROM && isObject(spec['resources']) ? requirementsOf(spec, read) : undefined;
  return { containers, own, spec, minor };
}

function round<T extends Requirements>(one: T): T {
  return { ...one, requests: roundResources(one.requests), limits: roundResources(one.limits) };
}

/** The pod with all its amounts rounded up to thousandths. */
export function roundPod(pod: CountedPod): CountedPod {
  return { ...pod, containers: pod.containers.map(round), own: pod.own && round(pod.own) };
}

/** Whether requests of the pod as a whole are settled before LimitRanges fill in containers. */
export function settlesPodRequestsEarly(minor: number): boolean {
  return minor < LATE_POD_REQUESTS_FROM;
}
