import type { JsonObject } from '../../json.ts';
import { type LimitRange, limitRefusals, type LimitRefusal, withLimitRanges } from './limit-range.ts';
import { type CountedPod, countPod, roundPod, settlesPodRequestsEarly } from './pod-shape.ts';
import { sumContainers, withPodResources } from './pod-totals.ts';
import { establishPriority, type PriorityClass, type PriorityResult } from './priority.ts';
import { qosClass, type QosClass } from './qos.ts';
import { quotaRefusals, type QuotaRefusal, type ResourceQuota } from './quota.ts';
import { exactResources, type Requirements } from './resource-list.ts';

/** What in a cluster decides on a new pod's resources. */
export interface AdmissionContext {
  readonly ranges: readonly LimitRange[];
  readonly quotas: readonly ResourceQuota[];
  readonly classes: readonly PriorityClass[];
  readonly minor: number;
}

/** Why a pod is not stored, by the part of admission that refuses it. */
export type PodRefusal =
  | { readonly by: 'Priority'; readonly reason: Extract<PriorityResult, { kind: 'refused' }>['reason'] }
  | {
      readonly by: 'validation';
      readonly reason: 'request-above-limit' | 'pod-below-containers' | 'container-above-pod';
    }
  | { readonly by: 'LimitRanger'; readonly refusals: readonly LimitRefusal[] }
  | { readonly by: 'ResourceQuota'; readonly refusals: readonly QuotaRefusal[] };

/** What becomes of a pod that someone creates: what is stored, or why nothing is. */
export interface AdmittedPod {
  readonly pod: CountedPod;
  readonly qos: QosClass;
  readonly priority: PriorityResult;
  readonly refusal: PodRefusal | undefined;
}

function requestsTooMuch({ requests, limits }: Requirements): boolean {
  return [...limits].some(([name, limit]) => (requests.get(name) ?? 0n) > limit);
}

/** What validation refuses of amounts that admission has filled in: it runs before LimitRanges and quotas are held against the pod. */
function checkAmounts({ containers, own }: CountedPod): Extract<PodRefusal, { by: 'validation' }> | undefined {
  if (containers.some(requestsTooMuch) || (own !== undefined && requestsTooMuch(own)))
    return { by: 'validation', reason: 'request-above-limit' };
  if (own === undefined) return undefined;
  const asked = sumContainers(containers, ({ requests }) => requests);
  if ([...own.requests].some(([name, amount]) => amount < (asked.get(name) ?? 0n)))
    return { by: 'validation', reason: 'pod-below-containers' };
  const isAbove = ({ limits }: Requirements): boolean =>
    [...own.limits].some(([name, most]) => (limits.get(name) ?? 0n) > most);
  // Limits of init containers, sidecars among them, are not compared.
  return containers.some((one) => !one.init && isAbove(one))
    ? { by: 'validation', reason: 'container-above-pod' }
    : undefined;
}

function refuse(pod: CountedPod, priority: PriorityResult, context: AdmissionContext): PodRefusal | undefined {
  if (priority.kind === 'refused') return { by: 'Priority', reason: priority.reason };
  const invalid = checkAmounts(pod);
  if (invalid !== undefined) return invalid;
  const limits = [...limitRefusals(pod, context.ranges)];
  if (limits.length > 0) return { by: 'LimitRanger', refusals: limits };
  const quotas = quotaRefusals(context.quotas, pod, priority.className);
  return quotas.length > 0 ? { by: 'ResourceQuota', refusals: quotas } : undefined;
}

/** What decoding makes of a pod: versions that fill in resources of the pod itself do so before they round. */
function decodePod(spec: JsonObject, minor: number): CountedPod {
  if (!settlesPodRequestsEarly(minor)) return countPod(spec, minor);
  return roundPod(withPodResources(countPod(spec, minor, exactResources)));
}

/**
 * What the API server makes of a new pod's resources and priority: decoding, the plug-ins Priority and LimitRanger, validation, then LimitRanger and ResourceQuota again
 * as judges. Throws InvalidFieldError for what is no quantity.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export function admitPod(spec: JsonObject, context: AdmissionContext): AdmittedPod {
  const { minor, ranges, classes } = context;
  const filled = withLimitRanges(decodePod(spec, minor), ranges);
  const judged = settlesPodRequestsEarly(minor) ? filled : withPodResources(filled);
  const priority = establishPriority(spec, classes);
  // What is stored is decoded once more, and filled in again with what LimitRanges brought.
  const pod = withPodResources(judged);
  return { pod, qos: qosClass(judged), priority, refusal: refuse(judged, priority, context) };
}
