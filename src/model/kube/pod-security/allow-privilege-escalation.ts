import { boolAt } from '../pod.ts';
import { containerSecurityContext, containerSecurityPath } from '../pod-template.ts';
import type { PodSecurityEvaluate } from './types.ts';
import { windowsExempt } from './waivers.ts';

/** Restricted control `allowPrivilegeEscalation` (1.8; from 1.25 not for Windows pods): every container says `false`. */
export const allowPrivilegeEscalation: PodSecurityEvaluate<'unset' | 'set-true'> = (pod, minor) => {
  if (minor < 8 || windowsExempt(pod, minor)) return [];
  return pod.containers.flatMap((container) => {
    const value = boolAt(containerSecurityContext(container), 'allowPrivilegeEscalation');
    if (value === false) return [];
    return [
      {
        rule: value === undefined ? 'unset' : 'set-true',
        container,
        path: containerSecurityPath(container, 'allowPrivilegeEscalation'),
        value,
      },
    ];
  });
};
