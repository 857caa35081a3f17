import type { Workload, View } from '../../../model/facts/index.ts';
import type { Gap } from '../../../model/cluster/index.ts';
import { type Container, objectAt, type Quantity } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';
import { amountOf, isSome } from './amount.ts';
import { POD_RESOURCES_FROM } from './container-request.ts';

/** A limit that every container should have: rules `unset`, `zero`, `set`, `by-pod`, `by-limit-range` and `ephemeral`. */
export interface LimitFamily {
  readonly resource: 'cpu' | 'memory';
  readonly title: string;
  readonly question: string;
}

/** What may stand in for a container's own limit. */
interface Elsewhere {
  readonly byPod: boolean;
  /** The default limit of a LimitRange, if it limits anything. */
  readonly byRange: Quantity | undefined;
  readonly gaps: readonly Gap[];
}

/** Whether the default of a LimitRange becomes the limit of a container: the API server refuses one that requests more. */
function isFilledIn(limit: Quantity | undefined, { data }: Container, resource: string): boolean {
  const request = objectAt(objectAt(data, 'resources'), 'requests')[resource] ?? undefined;
  return limit !== undefined && (amountOf(request, resource) ?? 0n) <= limit;
}

function judgeContainer(
  container: Container,
  { resource, title, question }: LimitFamily,
  elsewhere: Elsewhere,
): Judgement {
  const at = { container: container.name, path: [...container.path, 'resources', 'limits', resource] };
  // The API server refuses resources of ephemeral containers: they share what the pod has.
  if (container.list === 'ephemeralContainers') return { rule: 'ephemeral', ...at };
  const value = objectAt(objectAt(container.data, 'resources'), 'limits')[resource] ?? undefined;
  const here = { ...at, value };
  if (isSome(value, resource) === true) return { rule: 'set', ...here };
  const fix = { class: 'needs-value', title, ops: [], question } as const;
  if (value !== undefined) return { rule: 'zero', ...here, fix };
  if (elsewhere.byPod) return { rule: 'by-pod', ...at };
  if (isFilledIn(elsewhere.byRange, container, resource)) return { rule: 'by-limit-range', ...at };
  return { rule: 'unset', ...at, fix, assumes: elsewhere.gaps };
}

/** Judges a limit of each container: its own, the pod's (KEP-2837), or the default of a LimitRange in its namespace. */
export function judgeLimit(workload: Workload, view: View, family: LimitFamily): Iterable<Judgement> {
  const { template, object } = workload;
  const ofPod = objectAt(objectAt(template.spec, 'resources'), 'limits')[family.resource];
  const ranges = view.fact('container-defaults', object.ref.namespace);
  const elsewhere: Elsewhere = {
    // Before 1.34 the API server drops resources of the pod as a whole (KEP-2837).
    byPod: view.minor >= POD_RESOURCES_FROM && isSome(ofPod, family.resource) === true,
    byRange: ranges.items
      .map(({ limits }) => amountOf(limits[family.resource], family.resource))
      .find((amount = 0n) => amount > 0n),
    gaps: ranges.gaps,
  };
  return perContainer(template.containers, (container) => [judgeContainer(container, family, elsewhere)]);
}
