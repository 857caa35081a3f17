import type { Workload, View } from '../../../model/facts/index.ts';
import type { Gap } from '../../../model/cluster/index.ts';
import type { Json } from '../../../model/json.ts';
import { type Container, InvalidFieldError, objectAt, parseQuantity } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';
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
  readonly byRange: boolean;
  readonly gaps: readonly Gap[];
}

/** Whether a limit limits anything; 0 is no limit. Throws InvalidFieldError for what is no quantity. */
function isLimit(value: Json | undefined, resource: string): boolean {
  if (value === undefined || value === null) return false;
  const amount = parseQuantity(typeof value === 'string' ? value.trim() : value);
  if (amount === undefined) throw new InvalidFieldError(resource, 'a quantity');
  return amount > 0n;
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
  if (isLimit(value, resource)) return { rule: 'set', ...here };
  const fix = { class: 'needs-value', title, ops: [], question } as const;
  if (value !== undefined) return { rule: 'zero', ...here, fix };
  if (elsewhere.byPod) return { rule: 'by-pod', ...at };
  if (elsewhere.byRange) return { rule: 'by-limit-range', ...at };
  return { rule: 'unset', ...at, fix, assumes: elsewhere.gaps };
}

/** Judges a limit of each container: its own, the pod's (KEP-2837), or the default of a LimitRange in its namespace. */
export function judgeLimit(workload: Workload, view: View, family: LimitFamily): Iterable<Judgement> {
  const { template, object } = workload;
  const ofPod = objectAt(objectAt(template.spec, 'resources'), 'limits')[family.resource];
  const ranges = view.fact('container-defaults', object.ref.namespace);
  const elsewhere: Elsewhere = {
    // Before 1.34 the API server drops resources of the pod as a whole (KEP-2837).
    byPod: view.minor >= POD_RESOURCES_FROM && isLimit(ofPod, family.resource),
    byRange: ranges.items.some(({ limits }) => isLimit(limits[family.resource], family.resource)),
    gaps: ranges.gaps,
  };
  return perContainer(template.containers, (container) => [judgeContainer(container, family, elsewhere)]);
}
