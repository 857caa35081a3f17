import type { JsonObject } from '../../json.ts';
import { objectAt, type PodTemplate, stringAt } from '../pod.ts';
import { containerSecurityContext, containerSecurityPath, podSecurityContext } from '../pod-template.ts';
import { badProfiles, profileState } from './profiles.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';
import { windowsExempt } from './waivers.ts';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';
/** The version that brought the `seccompProfile` field; older policies read annotations. */
const FIELD_SINCE = 19;

function badAnnotation(annotations: JsonObject, key: string): string | undefined {
  if (annotations[key] === undefined) return undefined;
  const value = stringAt(annotations, key) ?? '';
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/')
    ? undefined
    : value;
}

function badAnnotations(pod: PodTemplate): readonly PodSecurityViolation<'pod-annotation' | 'annotation'>[] {
  const annotations = objectAt(pod.metadata, 'annotations');
  const found: PodSecurityViolation<'pod-annotation' | 'annotation'>[] = [];
  const shared = badAnnotation(annotations, POD_ANNOTATION);
  if (shared !== undefined)
    found.push({ rule: 'pod-annotation', path: ['metadata', 'annotations', POD_ANNOTATION], value: shared });
  for (const container of pod.containers) {
    const key = `${CONTAINER_ANNOTATION_PREFIX}${stringAt(container.data, 'name') ?? ''}`;
    const value = badAnnotation(annotations, key);
    if (value !== undefined)
      found.push({ rule: 'annotation', container, path: ['metadata', 'annotations', key], value });
  }
  return found;
}

/**
 * Baseline control `seccompProfile_baseline`: profiles are RuntimeDefault or Localhost where set. Before 1.19 the alpha annotations are read instead
 * (`runtime/default`, `docker/default`, `localhost/…`; the empty value is not allowed).
 */
export const seccompProfileBaseline: PodSecurityEvaluate<'pod-annotation' | 'annotation' | 'pod-type' | 'type'> = (
  pod,
  minor,
) => (minor < FIELD_SINCE ? badAnnotations(pod) : badProfiles(pod, 'seccompProfile'));

/**
 * Restricted control `seccompProfile_restricted` (1.19; from 1.25 not for Windows pods): every container has RuntimeDefault or Localhost, by itself or
 * through the pod. A container that only inherits the pod's bad profile is not named beside the pod: the cause is one.
 */
export const seccompProfileRestricted: PodSecurityEvaluate<'pod-type' | 'type' | 'unset'> = (pod, minor) => {
  if (minor < FIELD_SINCE || windowsExempt(pod, minor)) return [];
  const bad = badProfiles(pod, 'seccompProfile');
  if (profileState(podSecurityContext(pod), 'seccompProfile').state !== 'unset') return bad;
  const unset = pod.containers.filter(
    (container) => profileState(containerSecurityContext(container), 'seccompProfile').state === 'unset',
  );
  return [
    ...bad,
    ...unset.map((container) => ({
      rule: 'unset' as const,
      container,
      path: containerSecurityPath(container, 'seccompProfile', 'type'),
      value: undefined,
    })),
  ];
};
