import type { PodTemplate } from '../pod.ts';
import { CONTROLS, type PodSecurityControl } from './controls.ts';
import type { PodSecurityLevel, PodSecurityViolation } from './types.ts';

/** What one control says of one pod: satisfied exactly when `violations` is empty. */
export interface PodSecurityResult {
  readonly control: PodSecurityControl;
  readonly violations: readonly PodSecurityViolation[];
}

/**
 * The controls that make up a level at policy version 1.`minor`. Restricted takes baseline in, except where a restricted control stands in for a
 * baseline one. A version newer than the last known revision has the controls of that revision.
 */
export function podSecurityControls(level: PodSecurityLevel, minor: number): readonly PodSecurityControl[] {
  if (level === 'privileged') return [];
  const begun = CONTROLS.filter((control) => control.revisions[0] <= minor);
  if (level === 'baseline') return begun.filter((control) => control.level === 'baseline');
  const overridden = new Set(begun.map((control) => control.overrides));
  return begun.filter((control) => !overridden.has(control.id));
}

/**
 * Holds a pod against a level of the Pod Security Standards at version 1.`minor`: every control of the level, with all places that break it.
 * Throws InvalidFieldError on a field of a type that the API server would reject.
 */
export function evaluatePodSecurity(
  level: PodSecurityLevel,
  pod: PodTemplate,
  minor: number,
): readonly PodSecurityResult[] {
  return podSecurityControls(level, minor).map((control) => ({ control, violations: control.evaluate(pod, minor) }));
}
