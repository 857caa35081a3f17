import { boolAt, type Container, type Effective, type PodTemplate } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';

/** A user or group id that should be high: rules `unset`, `low`, `high` and `user-namespace`. */
export interface MinimumId {
  readonly minimum: number;
  readonly question: string;
  readonly title: string;
  readonly effective: (pod: PodTemplate, container: Container) => Effective<number>;
}

function judgeId(
  { minimum, question, title }: MinimumId,
  container: Container,
  { value, path }: Effective<number>,
): Judgement {
  const at = { container: container.name, path, value };
  if (value !== undefined && value >= minimum) return { rule: 'high', ...at };
  const fix = { class: 'needs-value', title, ops: [], question } as const;
  return { rule: value === undefined ? 'unset' : 'low', ...at, fix };
}

/** Judges an id of each container after inheritance; pods with a user namespace of their own need no high ids. */
export function* judgeMinimumId(pod: PodTemplate, family: MinimumId): Iterable<Judgement> {
  if (boolAt(pod.spec, 'hostUsers') === false) {
    yield { rule: 'user-namespace', path: ['spec', 'hostUsers'], value: false };
    return;
  }
  yield* perContainer(pod.containers, (container) => [judgeId(family, container, family.effective(pod, container))]);
}
