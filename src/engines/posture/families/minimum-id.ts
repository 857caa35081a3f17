import { boolAt, type Container, type Effective, type PodTemplate } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { linuxOnly } from './linux-only.ts';
import { perContainerOrPod } from './once-per-pod.ts';
import { HOST_USERS_SINCE, userNamespaceDoubt } from './user-namespace.ts';

/** A user or group id that should be high: rules `unset`, `low`, `pod-low`, `high`, `user-namespace` and `windows`. */
export interface MinimumId {
  readonly minimum: number;
  readonly question: string;
  readonly title: string;
  readonly effective: (pod: PodTemplate, container: Container) => Effective<number>;
}

function judgeId(
  { minimum, question, title }: MinimumId,
  container: Container,
  { value, path, from }: Effective<number>,
): Judgement {
  const at = { container: container.name, path, value };
  if (value !== undefined && value >= minimum) return { rule: 'high', ...at };
  const fix = { class: 'needs-value', title, ops: [], question } as const;
  if (from === 'pod') return { rule: 'pod-low', path, value, fix };
  return { rule: value === undefined ? 'unset' : 'low', ...at, fix };
}

function judgeEach(pod: PodTemplate, family: MinimumId): Iterable<Judgement> {
  return perContainerOrPod(pod.containers, (container) => [
    judgeId(family, container, family.effective(pod, container)),
  ]);
}

function* judgeIds(pod: PodTemplate, minor: number, family: MinimumId): Iterable<Judgement> {
  if (boolAt(pod.spec, 'hostUsers') !== false || minor < HOST_USERS_SINCE) {
    yield* judgeEach(pod, family);
    return;
  }
  const gaps = userNamespaceDoubt(minor);
  if (gaps.length === 0) yield { rule: 'user-namespace', path: ['spec', 'hostUsers'], value: false };
  else
    for (const judgement of judgeEach(pod, family))
      yield judgement.rule === 'high' ? judgement : { ...judgement, gaps };
}

/**
 * Judges an id of each container after inheritance; pods with a user namespace of their own need no high ids (undecided where it is not known whether
 * the API server keeps `hostUsers`), and it refuses ids of Windows pods.
 */
export function judgeMinimumId(pod: PodTemplate, minor: number, family: MinimumId): Iterable<Judgement> {
  return linuxOnly(pod, minor, () => judgeIds(pod, minor, family));
}
