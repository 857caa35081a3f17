import type { JsonObject, Path } from '../../json.ts';
import { type Container, objectAt, stringAt } from '../pod.ts';
import {
  containerSecurityContext,
  containerSecurityPath,
  podSecurityContext,
  podSecurityPath,
} from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';

type Part = 'type' | 'user' | 'role';

const ALLOWED_TYPES: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);

function isAllowed(part: Part, value: string, minor: number): boolean {
  if (part !== 'type') return value === '';
  return ALLOWED_TYPES.has(value) || (minor >= 31 && value === 'container_engine_t');
}

function badParts(context: JsonObject, minor: number): readonly { readonly part: Part; readonly value: string }[] {
  const options = objectAt(context, 'seLinuxOptions');
  return (['type', 'user', 'role'] as const)
    .map((part) => ({ part, value: stringAt(options, part) ?? '' }))
    .filter(({ part, value }) => !isAllowed(part, value, minor));
}

function ofContainer(container: Container, minor: number): readonly PodSecurityViolation<Part>[] {
  const place = (part: Part): Path => containerSecurityPath(container, 'seLinuxOptions', part);
  return badParts(containerSecurityContext(container), minor).map(({ part, value }) => ({
    rule: part,
    container,
    path: place(part),
    value,
  }));
}

/** Baseline control `seLinuxOptions`: `type` is one of the container types (container_engine_t from 1.31), `user` and `role` are empty. */
export const seLinuxOptions: PodSecurityEvaluate<Part | `pod-${Part}`> = (pod, minor) => [
  ...badParts(podSecurityContext(pod), minor).map(({ part, value }) => ({
    rule: `pod-${part}` as const,
    path: podSecurityPath('seLinuxOptions', part),
    value,
  })),
  ...pod.containers.flatMap((container) => ofContainer(container, minor)),
];
