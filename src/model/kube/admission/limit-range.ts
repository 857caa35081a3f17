import { isList, isObject, type JsonObject, textOf } from '../../json.ts';
import type { Quantity } from '../quantity.ts';
import type { CountedContainer, CountedPod } from './pod-shape.ts';
import { podLimits, podRequests } from './pod-totals.ts';
import { type Requirements, type ResourceList, resourceList, withDefaults } from './resource-list.ts';

/** One entry of a LimitRange with the defaults that the API fills in when it is stored. */
export interface LimitRangeItem {
  readonly type: string;
  readonly min: ResourceList;
  readonly max: ResourceList;
  readonly limits: ResourceList;
  readonly requests: ResourceList;
  readonly ratio: ResourceList;
}

/** A LimitRange as admission reads it. */
export interface LimitRange {
  readonly name: string;
  readonly items: readonly LimitRangeItem[];
}

/** Why a pod or a claim is refused, in few words of ours. */
export interface LimitRefusal {
  readonly range: string;
  readonly type: string;
  readonly container?: string;
  readonly resource: string;
  readonly rule: 'min' | 'max' | 'ratio';
}

const MILLI: Quantity = 1_000_000n;
const THOUSAND = 1000;

function readItem(item: JsonObject): LimitRangeItem {
  const type = textOf(item['type']);
  const max = resourceList(item['max']);
  const min = resourceList(item['min']);
  const isOfContainers = type === 'Container';
  const limits = withDefaults(resourceList(item['default']), isOfContainers ? max : new Map());
  const requests = withDefaults(
    resourceList(item['defaultRequest']),
    isOfContainers ? withDefaults(limits, min) : new Map(),
  );
  return { type, min, max, limits, requests, ratio: resourceList(item['maxLimitRequestRatio']) };
}

/**
 * Reads a LimitRange. Throws InvalidFieldError for what is no quantity.
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function readLimitRange(data: JsonObject): LimitRange {
  const spec = isObject(data['spec']) ? data['spec'] : {};
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  const items = isList(spec['limits']) ? spec['limits'].filter(isObject) : [];
  return { name: textOf(metadata['name']), items: items.map(readItem) };
}

function fillIn(container: CountedContainer, { items }: LimitRange): CountedContainer {
  let { requests, limits } = container;
  const own = items.filter(({ type }) => type === 'Container');
  // Of several entries the last one counts.
  const byDefault = new Map(own.flatMap((item) => [...item.limits]));
  const byRequest = new Map(own.flatMap((item) => [...item.requests]));
  limits = withDefaults(limits, byDefault);
  requests = withDefaults(requests, byRequest);
  return { ...container, requests, limits };
}

/** The pod with what LimitRanges fill into containers, one after another: the server promises no order where two of them fill in the same. */
export function withLimitRanges(pod: CountedPod, ranges: readonly LimitRange[]): CountedPod {
  const containers = ranges.reduce((filled, range) => filled.map((one) => fillIn(one, range)), pod.containers);
  return { ...pod, containers };
}

/** The server compares thousandths, rounded up. */
function milli(amount: Quantity): Quantity {
  const whole = amount / MILLI;
  return amount % MILLI > 0n ? whole + 1n : whole;
}

function breaksMin(least: Quantity, request: Quantity | undefined, limit: Quantity | undefined): boolean {
  if (request === undefined || milli(request) < milli(least)) return true;
  return limit !== undefined && milli(limit) < milli(least);
}

function breaksMax(most: Quantity, request: Quantity | undefined, limit: Quantity | undefined): boolean {
  if (limit === undefined || milli(limit) > milli(most)) return true;
  return request !== undefined && milli(request) > milli(most);
}

function breaksRatio(most: Quantity, request: Quantity | undefined, limit: Quantity | undefined): boolean {
  const [asked, allowed] = [milli(request ?? 0n), milli(limit ?? 0n)];
  if (asked === 0n || allowed === 0n) return true;
  // In floating point, as the server does.
  return (Number(allowed) / Number(asked)) * THOUSAND > Number(milli(most));
}

const RULES = [
  ['min', breaksMin],
  ['max', breaksMax],
  ['ratio', breaksRatio],
] as const;

function* holdAgainst(
  { requests, limits }: Requirements,
  item: LimitRangeItem,
  at: { readonly range: string; readonly container?: string },
): Iterable<LimitRefusal> {
  for (const [rule, breaks] of RULES) {
    for (const [resource, bound] of item[rule])
      if (breaks(bound, requests.get(resource), limits.get(resource))) yield { ...at, type: item.type, resource, rule };
  }
}

function isComputeOnly(name: string): boolean {
  return name === 'cpu' || name === 'memory';
}

/** Everything for which LimitRanges refuse a pod that they have filled in. */
export function* limitRefusals(pod: CountedPod, ranges: readonly LimitRange[]): Iterable<LimitRefusal> {
  for (const { name: range, items } of ranges) {
    for (const item of items) {
      if (item.type === 'Container')
        for (const container of pod.containers)
          yield* holdAgainst(container, item, { range, container: container.name });
      else if (item.type === 'Pod') {
        const totals = { requests: podRequests(pod, isComputeOnly), limits: podLimits(pod, isComputeOnly) };
        yield* holdAgainst(totals, item, { range });
      }
    }
  }
}

/** Everything for which LimitRanges refuse a claim: only what it requests counts, limits are not looked at. */
export function* claimRefusals(requests: ResourceList, ranges: readonly LimitRange[]): Iterable<LimitRefusal> {
  for (const { name: range, items } of ranges) {
    for (const item of items) {
      if (item.type !== 'PersistentVolumeClaim') continue;
      for (const [resource, least] of item.min)
        if (breaksMin(least, requests.get(resource), undefined))
          yield { range, type: item.type, resource, rule: 'min' };
      for (const [resource, most] of item.max) {
        const asked = requests.get(resource);
        if (asked === undefined || milli(asked) > milli(most)) yield { range, type: item.type, resource, rule: 'max' };
      }
    }
  }
}
