import type { Gap } from '../../../model/cluster/index.ts';
import type { View, Workload } from '../../../model/facts/index.ts';
import type { Json } from '../../../model/json.ts';
import { type Container, objectAt, type PodTemplate } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';
import { amountOf, isSome } from './amount.ts';

/** From this minor version on the API server takes resources of a pod as a whole by default (KEP-2837). */
export const POD_RESOURCES_FROM = 34;

/** An amount that every container should reserve: rules `unset`, `zero`, `set`, `by-limit`, `by-pod`, `by-limit-range` and `ephemeral`. */
export interface RequestFamily {
  readonly resource: 'cpu' | 'memory';
  readonly title: string;
  readonly question: string;
}

/** What may stand in for a container's own request. */
interface Elsewhere {
  readonly byPod: boolean;
  readonly byRange: boolean;
  readonly gaps: readonly Gap[];
}

/** One byte, in the parts of 10⁻⁹ in which quantities are counted. */
const BYTE = 1_000_000_000n;

/** Whether an amount reserves anything, undefined where there is none: `512m` of memory is half a byte. */
function reservesSome(value: Json | undefined, resource: string): boolean | undefined {
  const amount = amountOf(value, resource);
  return amount === undefined ? undefined : amount >= (resource === 'memory' ? BYTE : 1n);
}

function judgeContainer(
  container: Container,
  { resource, title, question }: RequestFamily,
  elsewhere: Elsewhere,
): Judgement {
  const place = (list: string): Judgement['path'] => [...container.path, 'resources', list, resource];
  const at = { container: container.name, path: place('requests') };
  // The API server refuses resources of ephemeral containers: they share what the pod has.
  if (container.list === 'ephemeralContainers') return { rule: 'ephemeral', ...at };
  const resources = objectAt(container.data, 'resources');
  const fix = { class: 'needs-value', title, ops: [], question } as const;
  for (const [list, rule] of [
    ['requests', 'set'],
    ['limits', 'by-limit'],
  ] as const) {
    const value = objectAt(resources, list)[resource] ?? undefined;
    const isAbove = reservesSome(value, resource);
    // A request that is 0 is one, and so is a limit that is 0: neither LimitRange nor limit fills it in any more.
    if (isAbove !== undefined) {
      const here = { ...at, path: place(list), value };
      return isAbove ? { rule, ...here } : { rule: 'zero', ...here, fix };
    }
  }
  if (elsewhere.byPod) return { rule: 'by-pod', ...at };
  if (elsewhere.byRange) return { rule: 'by-limit-range', ...at };
  return { rule: 'unset', ...at, fix, assumes: elsewhere.gaps };
}

function isReservedByPod({ spec }: PodTemplate, resource: string, minor: number): boolean {
  if (minor < POD_RESOURCES_FROM) return false;
  const own = objectAt(spec, 'resources');
  const [request, limit] = [objectAt(own, 'requests')[resource], objectAt(own, 'limits')[resource]];
  return isSome(request, resource) ?? isSome(limit, resource) ?? false;
}

/** Judges a request of each container: its own, its limit, the pod's (KEP-2837), or the default of a LimitRange in its namespace. */
export function judgeRequest(workload: Workload, view: View, family: RequestFamily): Iterable<Judgement> {
  const { template, object } = workload;
  const ranges = view.fact('container-defaults', object.ref.namespace);
  const elsewhere: Elsewhere = {
    byPod: isReservedByPod(template, family.resource, view.minor),
    byRange: ranges.items.some(({ requests }) => isSome(requests[family.resource], family.resource) === true),
    gaps: ranges.gaps,
  };
  return perContainer(template.containers, (container) => [judgeContainer(container, family, elsewhere)]);
}
