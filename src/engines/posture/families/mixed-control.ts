import type { Container, PodSecurityViolation, PodTemplate } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';
import { type ControlFamily, violationJudgement } from './control.ts';

/** A container with its name and nothing else: what is said of a pod of such containers is said of the pod itself. */
function stripped(container: Container): Container {
  return { ...container, data: { name: container.name } };
}

/**
 * Judges a control that looks at the pod and at each container: what the pod says wrong is said once, each container is told of its own settings, and a
 * container without any is content only when the pod is.
 */
export function* judgeMixedControl(pod: PodTemplate, minor: number, family: ControlFamily): Iterable<Judgement> {
  const shared = family
    .evaluate({ ...pod, containers: pod.containers.map(stripped) }, minor)
    .filter((violation) => violation.container === undefined);
  for (const violation of shared) yield violationJudgement(violation, pod, family);
  yield* perContainer(pod.containers, (container) => {
    const own = ownViolations(pod, container, minor, family);
    if (own.length > 0) return own.map((violation) => violationJudgement(violation, pod, family));
    if (shared.length > 0) return [];
    return [{ rule: family.passRule, container: container.name, path: family.passPath(container) }];
  });
}

function ownViolations(
  pod: PodTemplate,
  container: Container,
  minor: number,
  family: ControlFamily,
): readonly PodSecurityViolation[] {
  const found = family.evaluate({ ...pod, containers: [container] }, minor);
  return found.filter((violation) => violation.container === container);
}
