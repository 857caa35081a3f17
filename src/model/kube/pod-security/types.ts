import type { Json, Path } from '../../json.ts';
import type { Container, PodTemplate } from '../pod.ts';

/** The three levels of the Pod Security Standards, laxest first. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const POD_SECURITY_LEVELS = Object.freeze(['privileged', 'baseline', 'restricted'] as const);
/** One of POD_SECURITY_LEVELS. */
export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** One place of a pod that breaks a control. */
export interface PodSecurityViolation<Rule extends string = string> {
  /** Which of the control's rules; a `pod-` rule is about a field of the pod itself. */
  readonly rule: Rule;
  /** The container it is about; absent for the pod as a whole. */
  readonly container?: Container;
  /** The deciding field from the template's root; when the field is absent, where it would stand. */
  readonly path: Path;
  readonly value: Json | undefined;
  /** What in particular: a capability, a volume's name, a port, a sysctl. */
  readonly item?: string;
}

/**
 * A control as a function of a pod and the policy version 1.`minor`. Below the version that introduced the control nothing violates it.
 * Throws InvalidFieldError on a field of a type that the API server would reject.
 */
export type PodSecurityEvaluate<Rule extends string = string> = (
  pod: PodTemplate,
  minor: number,
) => readonly PodSecurityViolation<Rule>[];
