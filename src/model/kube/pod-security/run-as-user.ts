import { intAt } from '../pod.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  podSecurityContext,
  podSecurityPath,
} from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';
import { inUserNamespace } from './waivers.ts';

/**
 * Restricted control `runAsUser` (1.23; from 1.35 waived for pods with their own user namespace): nobody sets `runAsUser: 0`. The pod's 0 counts even
 * where all containers name another user.
 */
export const runAsUser: PodSecurityEvaluate<'pod-set-zero' | 'set-zero'> = (pod, minor) => {
  if (minor < 23 || inUserNamespace(pod, minor)) return [];
  const found: PodSecurityViolation<'pod-set-zero' | 'set-zero'>[] = [];
  if (intAt(podSecurityContext(pod), 'runAsUser') === 0)
    found.push({ rule: 'pod-set-zero', path: podSecurityPath('runAsUser'), value: 0 });
  for (const container of pod.containers) {
    if (intAt(containerSecurityContext(container), 'runAsUser') !== 0) continue;
    found.push({ rule: 'set-zero', container, path: containerSecurityPath(container, 'runAsUser'), value: 0 });
  }
  return found;
};
