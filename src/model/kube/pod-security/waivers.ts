import { boolAt, type PodTemplate } from '../pod.ts';

/** Whether a control that makes sense on Linux only is waived for the pod: `spec.os.name: windows`, from 1.25. */
export function windowsExempt(pod: PodTemplate, minor: number): boolean {
  return minor >= 25 && pod.windows;
}

/** Whether a control is waived because the pod has its own user namespace: `hostUsers: false`, from 1.35 (KEP-127). */
export function inUserNamespace(pod: PodTemplate, minor: number): boolean {
  return minor >= 35 && boolAt(pod.spec, 'hostUsers') === false;
}
