import { isObject, type JsonObject, textOf } from '../../json.ts';

/** A PriorityClass as admission reads it. */
export interface PriorityClass {
  readonly name: string;
  readonly value: number;
  readonly globalDefault: boolean;
  readonly preemptionPolicy: string;
}

/** Which priority a pod gets, or why it is refused. https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ */
export type PriorityResult =
  | {
      readonly kind: 'admitted';
      readonly className: string;
      readonly priority: number;
      readonly preemptionPolicy: string;
    }
  | { readonly kind: 'refused'; readonly reason: 'class-missing' | 'priority-differs' | 'policy-differs' };

const PREEMPT = 'PreemptLowerPriority';

/** The classes that every cluster has. */
export const SYSTEM_CLASSES: readonly PriorityClass[] = [
  { name: 'system-node-critical', value: 2_000_001_000, globalDefault: false, preemptionPolicy: PREEMPT },
  { name: 'system-cluster-critical', value: 2_000_000_000, globalDefault: false, preemptionPolicy: PREEMPT },
];

/** Reads a PriorityClass. */
export function readPriorityClass(data: JsonObject): PriorityClass {
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  return {
    name: textOf(metadata['name']),
    value: typeof data['value'] === 'number' ? data['value'] : 0,
    globalDefault: data['globalDefault'] === true,
    preemptionPolicy: textOf(data['preemptionPolicy']) || PREEMPT,
  };
}

/** Of several global defaults the least counts. */
function defaultOf(classes: readonly PriorityClass[]): PriorityClass {
  const [least] = classes.filter((one) => one.globalDefault).toSorted((a, b) => a.value - b.value);
  return least ?? { name: '', value: 0, globalDefault: true, preemptionPolicy: PREEMPT };
}

/** The priority of a new pod among the classes of its cluster, the system's own included. */
export function establishPriority(spec: JsonObject, classes: readonly PriorityClass[]): PriorityResult {
  const name = textOf(spec['priorityClassName']);
  const known = [...classes, ...SYSTEM_CLASSES.filter((own) => !classes.some((one) => one.name === own.name))];
  const found = name === '' ? defaultOf(known) : known.find((one) => one.name === name);
  if (found === undefined) return { kind: 'refused', reason: 'class-missing' };
  const { priority, preemptionPolicy } = spec;
  if (typeof priority === 'number' && priority !== found.value) return { kind: 'refused', reason: 'priority-differs' };
  const policy = textOf(preemptionPolicy);
  if (policy !== '' && policy !== found.preemptionPolicy) return { kind: 'refused', reason: 'policy-differs' };
  return { kind: 'admitted', className: found.name, priority: found.value, preemptionPolicy: found.preemptionPolicy };
}
