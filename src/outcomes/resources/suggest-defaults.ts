import type { LimitRange, LimitRangeItem, Quantity } from '../../model/kube/index.ts';
import { formatAmount } from './amounts.ts';
import type { JudgedWorkload } from './build-report.ts';

/** What LimitRanges give defaults of here. */
export type Compute = 'cpu' | 'memory';

/** The default of one resource, written as Kubernetes reads it, and what it rests on. */
export interface Defaults {
  readonly resource: Compute;
  readonly limit: string;
  readonly request: string;
  readonly basis: string;
}

const MI = 1_048_576n * 1_000_000_000n;
const CORE = 1_000_000_000n;
/** Where nothing in the namespace says how much a container needs. */
const FALLBACK: Readonly<Record<Compute, { readonly limit: Quantity; readonly request: Quantity }>> = {
  cpu: { limit: CORE / 2n, request: CORE / 20n },
  memory: { limit: 256n * MI, request: 64n * MI },
};

function greatest(amounts: readonly Quantity[]): Quantity {
  return amounts.reduce((most, one) => (one > most ? one : most), 0n);
}

function middle(amounts: readonly Quantity[]): Quantity {
  const sorted = amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor(sorted.length / 2)] ?? 0n;
}

function bound(items: readonly LimitRangeItem[], pick: (item: LimitRangeItem) => Quantity | undefined): Quantity {
  return greatest(items.map((item) => pick(item) ?? 0n));
}

/** Requests of the containers that lack a limit, and limits of those that have one. */
function amountsOf(
  resource: Compute,
  judged: readonly JudgedWorkload[],
): { readonly lacking: number; readonly requests: readonly Quantity[]; readonly limits: readonly Quantity[] } {
  const lacking: Quantity[] = [];
  const limits: Quantity[] = [];
  for (const { row, admitted } of judged) {
    const open = new Set(row.unlimited.filter((one) => one.resources.includes(resource)).map((one) => one.container));
    for (const { name, requests, limits: own } of admitted?.pod.containers ?? []) {
      if (open.has(name)) lacking.push(requests.get(resource) ?? 0n);
      else limits.push(own.get(resource) ?? 0n);
    }
  }
  return { lacking: lacking.length, requests: lacking, limits };
}

/** Twice the largest request of those that lack a limit, else the middle one of the limits of others, else a usual value; undefined when none lacks one. */
export function defaultsFor(
  resource: Compute,
  judged: readonly JudgedWorkload[],
  ranges: readonly LimitRange[],
): Defaults | undefined {
  const { lacking, requests, limits } = amountsOf(resource, judged);
  if (lacking === 0) return undefined;
  const items = ranges.flatMap((range) => range.items.filter(({ type }) => type === 'Container'));
  const [asked, others] = [greatest(requests) * 2n, middle(limits.filter((one) => one > 0n))];
  const least = bound(items, ({ min }) => min.get(resource));
  const chosen = asked > 0n ? asked : others > 0n ? others : FALLBACK[resource].limit;
  const limit = greatest([chosen, least]);
  const given = bound(items, (item) => item.requests.get(resource));
  const hasRatio = items.some(({ ratio }) => ratio.has(resource));
  const usual = greatest([given > 0n ? given : FALLBACK[resource].request, least]);
  const request = hasRatio || usual > limit ? limit : usual;
  const why =
    asked > 0n
      ? 'twice the largest request of those that have no limit'
      : others > 0n
        ? 'the middle one of the limits that others have'
        : 'a usual value: nothing here says what they need';
  return {
    resource,
    limit: formatAmount(resource, limit),
    request: formatAmount(resource, request),
    basis: `default ${resource} limit ${formatAmount(resource, limit)}: ${why}`,
  };
}
