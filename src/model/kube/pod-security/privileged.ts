import { boolAt } from '../pod.ts';
import { containerSecurityContext, containerSecurityPath } from '../pod-template.ts';
import type { PodSecurityEvaluate } from './types.ts';

/** Baseline control `privileged`: no container sets `securityContext.privileged: true`. */
export const privileged: PodSecurityEvaluate<'set-true'> = (pod) =>
  pod.containers
    .filter((container) => boolAt(containerSecurityContext(container), 'privileged') === true)
    .map((container) => ({
      rule: 'set-true',
      container,
      path: containerSecurityPath(container, 'privileged'),
      value: true,
    }));
