import { objectAt, type PodTemplate, stringAt } from '../pod.ts';
import { APPARMOR_ANNOTATION_PREFIX, appArmorAnnotationType } from '../pod-template.ts';
import { badProfiles } from './profiles.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';

function annotationViolation(pod: PodTemplate, key: string, value: string): PodSecurityViolation<'annotation'> {
  const name = key.slice(APPARMOR_ANNOTATION_PREFIX.length);
  const container = pod.containers.find((candidate) => candidate.name === name);
  return {
    rule: 'annotation',
    path: ['metadata', 'annotations', key],
    value,
    item: name,
    ...(container === undefined ? {} : { container }),
  };
}

function badAnnotations(pod: PodTemplate): readonly PodSecurityViolation<'annotation'>[] {
  const annotations = objectAt(pod.metadata, 'annotations');
  return Object.keys(annotations)
    .filter((key) => key.startsWith(APPARMOR_ANNOTATION_PREFIX))
    .flatMap((key) => {
      const value = stringAt(annotations, key) ?? '';
      const type = appArmorAnnotationType(value);
      if (value === '' || type === 'RuntimeDefault' || type === 'Localhost') return [];
      return [annotationViolation(pod, key, value)];
    });
}

/**
 * Baseline control `appArmorProfile`: profile types are RuntimeDefault or Localhost where set, and beta annotations are empty, `runtime/default` or
 * `localhost/…`. An annotation for a container that does not exist counts too; its `item` is the name it gives.
 */
export const appArmorProfile: PodSecurityEvaluate<'pod-type' | 'type' | 'annotation'> = (pod) => [
  ...badProfiles(pod, 'appArmorProfile'),
  ...badAnnotations(pod),
];
