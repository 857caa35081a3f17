import type { JsonObject } from '../../json.ts';
import { type PodTemplate, stringAt } from '../pod.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  podSecurityContext,
  podSecurityPath,
  presentObjectAt,
} from '../pod-template.ts';
import type { PodSecurityViolation } from './types.ts';

type ProfileField = 'appArmorProfile' | 'seccompProfile';

/** Whether a security context sets a profile at all, and if so whether its type is RuntimeDefault or Localhost; `{}` is set and bad. */
export function profileState(
  context: JsonObject,
  field: ProfileField,
): { readonly state: 'unset' | 'good' | 'bad'; readonly type: string | undefined } {
  const profile = presentObjectAt(context, field);
  if (profile === undefined) return { state: 'unset', type: undefined };
  const type = stringAt(profile, 'type');
  return { state: type === 'RuntimeDefault' || type === 'Localhost' ? 'good' : 'bad', type };
}

/** Every profile that is set at pod or container, and not to RuntimeDefault or Localhost. */
export function badProfiles(
  pod: PodTemplate,
  field: ProfileField,
): readonly PodSecurityViolation<'pod-type' | 'type'>[] {
  const found: PodSecurityViolation<'pod-type' | 'type'>[] = [];
  const shared = profileState(podSecurityContext(pod), field);
  if (shared.state === 'bad')
    found.push({ rule: 'pod-type', path: podSecurityPath(field, 'type'), value: shared.type });
  for (const container of pod.containers) {
    const own = profileState(containerSecurityContext(container), field);
    if (own.state === 'bad')
      found.push({ rule: 'type', container, path: containerSecurityPath(container, field, 'type'), value: own.type });
  }
  return found;
}
