import { type PodTemplate, stringAt } from '../pod.ts';
import { containerSecurityContext, containerSecurityPath } from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';
import { inUserNamespace } from './waivers.ts';

function unmasked(pod: PodTemplate): readonly PodSecurityViolation<'not-default'>[] {
  return pod.containers.flatMap((container) => {
    const value = stringAt(containerSecurityContext(container), 'procMount');
    if (value === undefined || value === 'Default') return [];
    return [{ rule: 'not-default', container, path: containerSecurityPath(container, 'procMount'), value }];
  });
}

/** Baseline control `procMount`: no `procMount` other than Default; from 1.35 waived for pods with their own user namespace. */
export const procMountBaseline: PodSecurityEvaluate<'not-default'> = (pod, minor) =>
  inUserNamespace(pod, minor) ? [] : unmasked(pod);

/** Restricted control `procMount_restricted` (1.35, when baseline grew its waiver): no `procMount` other than Default, without exception. */
export const procMountRestricted: PodSecurityEvaluate<'not-default'> = (pod, minor) =>
  minor < 35 ? [] : unmasked(pod);
