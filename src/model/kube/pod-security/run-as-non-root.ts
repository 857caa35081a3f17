import { boolAt } from '../pod.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  podSecurityContext,
  podSecurityPath,
} from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';
import { inUserNamespace } from './waivers.ts';

type NonRootRule = 'pod-set-false' | 'set-false' | 'unset';

/**
 * Restricted control `runAsNonRoot` (from 1.35 waived for pods with their own user namespace): nobody says `false`, and every container says `true` or
 * inherits it. The pod's `false` counts even where all containers say `true`; a container that only inherits it is not named beside the pod.
 */
export const runAsNonRoot: PodSecurityEvaluate<NonRootRule> = (pod, minor) => {
  if (inUserNamespace(pod, minor)) return [];
  const found: PodSecurityViolation<NonRootRule>[] = [];
  const shared = boolAt(podSecurityContext(pod), 'runAsNonRoot');
  if (shared === false) found.push({ rule: 'pod-set-false', path: podSecurityPath('runAsNonRoot'), value: false });
  for (const container of pod.containers) {
    const own = boolAt(containerSecurityContext(container), 'runAsNonRoot');
    if (own === true || (own === undefined && shared !== undefined)) continue;
    found.push({
      rule: own === false ? 'set-false' : 'unset',
      container,
      path: containerSecurityPath(container, 'runAsNonRoot'),
      value: own,
    });
  }
  return found;
};
