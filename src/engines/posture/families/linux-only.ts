import { type PodTemplate, windowsExempt } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';

/** The rule that a check of Linux settings has in its table for Windows pods, as `not-applicable`. */
const WINDOWS_RULE = 'windows';

/** Judges Linux pods; a pod that says it is for Windows (`spec.os.name`, from 1.25) is told that the check does not apply. */
export function linuxOnly(pod: PodTemplate, minor: number, judge: () => Iterable<Judgement>): Iterable<Judgement> {
  return windowsExempt(pod, minor) ? [{ rule: WINDOWS_RULE, path: ['spec', 'os', 'name'], value: 'windows' }] : judge();
}
