import type { Json } from '../../../model/json.ts';
import { type Container, objectAt, type PodTemplate } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';
import { amountOf } from './amount.ts';

/** The least and the most that requests and limits may be, each a quantity or '' for no bound. */
export interface RangeOptions {
  readonly minCpuRequest: string;
  readonly maxCpuRequest: string;
  readonly minCpuLimit: string;
  readonly maxCpuLimit: string;
  readonly minMemoryRequest: string;
  readonly maxMemoryRequest: string;
  readonly minMemoryLimit: string;
  readonly maxMemoryLimit: string;
}

/** One amount that has bounds. */
interface Bounded {
  readonly list: 'requests' | 'limits';
  readonly resource: 'cpu' | 'memory';
  readonly min: string;
  readonly max: string;
}

function boundsOf(options: RangeOptions): readonly Bounded[] {
  const all: readonly Bounded[] = [
    { list: 'requests', resource: 'cpu', min: options.minCpuRequest, max: options.maxCpuRequest },
    { list: 'limits', resource: 'cpu', min: options.minCpuLimit, max: options.maxCpuLimit },
    { list: 'requests', resource: 'memory', min: options.minMemoryRequest, max: options.maxMemoryRequest },
    { list: 'limits', resource: 'memory', min: options.minMemoryLimit, max: options.maxMemoryLimit },
  ];
  return all.filter(({ min, max }) => min !== '' || max !== '');
}

/** What is set for a container, a request from its limit where it names none, as the API copies it. */
function findValue(
  container: Container,
  { list, resource }: Bounded,
): { readonly from: string; readonly value: Json } | undefined {
  const resources = objectAt(container.data, 'resources');
  for (const from of list === 'requests' ? ['requests', 'limits'] : ['limits']) {
    const value = objectAt(resources, from)[resource];
    if (value !== undefined && value !== null) return { from, value };
  }
  return undefined;
}

function* judgeAmount(container: Container, bounded: Bounded): Iterable<Judgement> {
  const { list, resource, min, max } = bounded;
  const found = findValue(container, bounded);
  if (found === undefined) return;
  const item = `${list}.${resource}`;
  const at = {
    container: container.name,
    item,
    path: [...container.path, 'resources', found.from, resource],
    value: found.value,
  };
  const amount = amountOf(found.value, resource) ?? 0n;
  if (min !== '' && amount < (amountOf(min, `the least of ${item} in the settings`) ?? 0n))
    yield { rule: 'below', ...at, words: { bound: min } };
  if (max !== '' && amount > (amountOf(max, `the most of ${item} in the settings`) ?? 0n))
    yield { rule: 'above', ...at, words: { bound: max } };
}

function judgeContainer(container: Container, bounds: readonly Bounded[]): readonly Judgement[] {
  const at = { container: container.name, path: [...container.path, 'resources'] };
  if (container.list === 'ephemeralContainers') return [{ rule: 'ephemeral', ...at }];
  if (bounds.length === 0) return [{ rule: 'no-bounds', ...at }];
  const outside = bounds.flatMap((bounded) => [...judgeAmount(container, bounded)]);
  return outside.length === 0 ? [{ rule: 'inside', ...at }] : outside;
}

/** Holds requests and limits of each container against bounds; what is not set is outside of none. */
export function judgeRange({ containers }: PodTemplate, options: RangeOptions): Iterable<Judgement> {
  const bounds = boundsOf(options);
  return perContainer(containers, (container) => judgeContainer(container, bounds));
}
