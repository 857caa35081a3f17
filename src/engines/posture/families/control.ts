import type { Path } from '../../../model/json.ts';
import type { Container, PodSecurityViolation, PodTemplate } from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';

/** How a Pod Security control becomes a check. Rules of the check are those of the control, plus `passRule`. */
export interface ControlFamily {
  /** The control for one pod. A container control is asked with a pod of that container alone, so that one bad field spoils one container. */
  evaluate(pod: PodTemplate, minor: number): readonly PodSecurityViolation[];
  /** What a clean container (or pod, for `pod` controls) is told, and where the deciding field would be. */
  readonly passRule: string;
  passPath(container: Container | undefined): Path;
  fix?(violation: PodSecurityViolation, pod: PodTemplate): FixPlan | undefined;
}

/** Turns one violation into a judgement, with its fix. */
export function violationJudgement(
  violation: PodSecurityViolation,
  pod: PodTemplate,
  family: Pick<ControlFamily, 'fix'>,
): Judgement {
  const fix = family.fix?.(violation, pod);
  return {
    rule: violation.rule,
    path: violation.path,
    ...(violation.value === undefined ? {} : { value: violation.value }),
    ...(violation.container === undefined ? {} : { container: violation.container.name }),
    ...(violation.item === undefined ? {} : { item: violation.item }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Judges a control that looks at each container: every container is told something. */
export function judgeContainerControl(pod: PodTemplate, minor: number, family: ControlFamily): Iterable<Judgement> {
  return perContainer(pod.containers, (container) => {
    const violations = family.evaluate({ ...pod, containers: [container] }, minor);
    if (violations.length === 0)
      return [{ rule: family.passRule, container: container.name, path: family.passPath(container) }];
    return violations.map((violation) => violationJudgement(violation, pod, family));
  });
}

/** Judges a control that looks at the pod as a whole: one pass, or each violation. */
export function judgePodControl(pod: PodTemplate, minor: number, family: ControlFamily): readonly Judgement[] {
  const violations = family.evaluate(pod, minor);
  if (violations.length === 0) return [{ rule: family.passRule, path: family.passPath(undefined) }];
  return violations.map((violation) => violationJudgement(violation, pod, family));
}
