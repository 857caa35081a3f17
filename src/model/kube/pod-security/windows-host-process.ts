import type { JsonObject } from '../../json.ts';
import { boolAt, objectAt } from '../pod.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  podSecurityContext,
  podSecurityPath,
} from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';

function isHostProcess(context: JsonObject): boolean {
  return boolAt(objectAt(context, 'windowsOptions'), 'hostProcess') === true;
}

/** Baseline control `windowsHostProcess`: neither pod nor container sets `windowsOptions.hostProcess: true`. */
export const windowsHostProcess: PodSecurityEvaluate<'pod-set-true' | 'set-true'> = (pod) => {
  const found: PodSecurityViolation<'pod-set-true' | 'set-true'>[] = [];
  if (isHostProcess(podSecurityContext(pod))) {
    found.push({ rule: 'pod-set-true', path: podSecurityPath('windowsOptions', 'hostProcess'), value: true });
  }
  for (const container of pod.containers) {
    if (!isHostProcess(containerSecurityContext(container))) continue;
    found.push({
      rule: 'set-true',
      container,
      path: containerSecurityPath(container, 'windowsOptions', 'hostProcess'),
      value: true,
    });
  }
  return found;
};
