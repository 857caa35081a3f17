import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../json.ts';
import type { CountedPod } from './pod-shape.ts';
import { podFootprint } from './pod-totals.ts';
import { qosClass } from './qos.ts';
import { addResources, NO_RESOURCES, type Requirements, type ResourceList, resourceList } from './resource-list.ts';

/** One condition under which a quota counts a pod. */
export interface QuotaScope {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A ResourceQuota as admission reads it. */
export interface ResourceQuota {
  readonly name: string;
  readonly hard: ResourceList;
  /** What is used so far; only a live cluster says. */
  readonly used: ResourceList | undefined;
  readonly scopes: readonly QuotaScope[];
}

/** Why a quota refuses a pod: containers that name no amount of what it counts, or too much. */
export type QuotaRefusal =
  | { readonly quota: string; readonly rule: 'must-specify'; readonly resources: readonly string[] }
  | { readonly quota: string; readonly rule: 'exceeded'; readonly resources: readonly string[] };

const ONE = 1_000_000_000n;
const COMPUTE = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);
const COUNTED = new Set([
  ...COMPUTE,
  'pods',
  'count/pods',
  'ephemeral-storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
]);

function textsIn(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function scopesOf(spec: JsonObject): readonly QuotaScope[] {
  const named = textsIn(spec['scopes']).map((name) => ({ name, operator: 'Exists', values: [] }));
  const selected = valueAt(spec, ['scopeSelector', 'matchExpressions']);
  const expressions = (isList(selected) ? selected.filter(isObject) : []).map((one) => ({
    name: textOf(one['scopeName']),
    operator: textOf(one['operator']),
    values: textsIn(one['values']),
  }));
  return [...named, ...expressions];
}

/**
 * Reads a ResourceQuota; what is enforced is what its status says, where it has one. Throws InvalidFieldError for what is no quantity.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function readResourceQuota(data: JsonObject): ResourceQuota {
  const spec = isObject(data['spec']) ? data['spec'] : {};
  const status = isObject(data['status']) ? data['status'] : {};
  return {
    name: textOf(valueAt(data, ['metadata', 'name'])),
    hard: resourceList(isObject(status['hard']) ? status['hard'] : spec['hard']),
    used: isObject(status['used']) ? resourceList(status['used']) : undefined,
    scopes: scopesOf(spec),
  };
}

/** Kubernetes' own names have no domain, or one under kubernetes.io. */
function isExtended(name: string): boolean {
  return name.includes('/') && !name.slice(0, name.indexOf('/')).endsWith('kubernetes.io');
}

/** The names under which a quota counts requests and limits. */
function namesOf({ requests, limits }: Requirements): ResourceList {
  const named = new Map<string, bigint>([['pods', ONE]]);
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const [request, limit] = [requests.get(name), limits.get(name)];
    if (request !== undefined) named.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) named.set(`limits.${name}`, limit);
  }
  for (const [name, amount] of requests) {
    if (name.startsWith('hugepages-')) named.set(name, amount);
    if (name.startsWith('hugepages-') || isExtended(name)) named.set(`requests.${name}`, amount);
  }
  return named;
}

/** What a pod counts for in quotas. */
export function quotaUsage(pod: CountedPod): ResourceList {
  return addResources(new Map([['count/pods', ONE]]), namesOf(podFootprint(pod)));
}

function isCounted(name: string): boolean {
  if (COUNTED.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')) return true;
  return name.startsWith('requests.') && isExtended(name.slice('requests.'.length));
}

function isTerminating({ spec }: CountedPod): boolean {
  const { activeDeadlineSeconds } = spec;
  return typeof activeDeadlineSeconds === 'number' && activeDeadlineSeconds >= 0;
}

function crossesNamespaces({ spec }: CountedPod): boolean {
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const affinity = valueAt(spec, ['affinity', kind]);
    const read = (key: string): readonly JsonObject[] => {
      const list = valueAt(affinity, [key]);
      return isList(list) ? list.filter(isObject) : [];
    };
    const preferred = read('preferredDuringSchedulingIgnoredDuringExecution').map((one) => one['podAffinityTerm']);
    return [...read('requiredDuringSchedulingIgnoredDuringExecution'), ...preferred].filter(isObject);
  });
  return terms.some((term) => textsIn(term['namespaces']).length > 0 || isObject(term['namespaceSelector']));
}

function matchesClass({ operator, values }: QuotaScope, name: string): boolean {
  switch (operator) {
    case 'Exists':
      return name !== '';
    case 'DoesNotExist':
      return name === '';
    case 'In':
      return name !== '' && values.includes(name);
    default:
      return !values.includes(name);
  }
}

function matchesScope(scope: QuotaScope, pod: CountedPod, className: string): boolean {
  switch (scope.name) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return qosClass(pod) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(pod) !== 'BestEffort';
    case 'PriorityClass':
      return matchesClass(scope, className);
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod);
    default:
      return false;
  }
}

/** Whether a quota counts a pod at all; `className` is the PriorityClass that admission settled on. */
export function quotaMatches({ hard, scopes }: ResourceQuota, pod: CountedPod, className: string): boolean {
  return [...hard.keys()].some(isCounted) && scopes.every((scope) => matchesScope(scope, pod, className));
}

function hasOwnResources({ own }: CountedPod): boolean {
  return (
    own !== undefined &&
    [...own.requests.keys(), ...own.limits.keys()].some(
      (name) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'),
    )
  );
}

/** What some container must name because the quota counts it. A pod with resources of its own need not. */
function unnamed(quota: ResourceQuota, pod: CountedPod): readonly string[] {
  if (hasOwnResources(pod)) return [];
  const wanted = [...quota.hard.keys()].filter((name) => COMPUTE.has(name));
  return wanted.filter((name) => pod.containers.some((container) => !namesOf(container).has(name))).toSorted();
}

/**
 * Why quotas refuse a new pod; empty when they let it in. Where nobody says what is used, only what the pod itself breaks is told: amounts beyond a whole quota, and
 * containers that name none.
 */
export function quotaRefusals(
  quotas: readonly ResourceQuota[],
  pod: CountedPod,
  className: string,
): readonly QuotaRefusal[] {
  const usage = quotaUsage(pod);
  return quotas.flatMap((quota): readonly QuotaRefusal[] => {
    if (!quotaMatches(quota, pod, className)) return [];
    const resources = unnamed(quota, pod);
    if (resources.length > 0) return [{ quota: quota.name, rule: 'must-specify', resources }];
    const used = quota.used ?? NO_RESOURCES;
    const exceeded = [...quota.hard].filter(([name, most]) => {
      const own = usage.get(name);
      return own !== undefined && (used.get(name) ?? 0n) + own > most;
    });
    if (exceeded.length === 0) return [];
    return [{ quota: quota.name, rule: 'exceeded', resources: exceeded.map(([name]) => name).toSorted() }];
  });
}
