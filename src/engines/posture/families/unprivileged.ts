import { type Json, type JsonObject, isList, isObject } from '../../../model/json.ts';
import { type Container, containerSecurityPath } from '../../../model/kube/index.ts';
import type { FixPlan } from '../../../model/verdicts/index.ts';

function isBidirectional(mount: Json): mount is JsonObject {
  return isObject(mount) && mount['mountPropagation'] === 'Bidirectional';
}

/** The mounts of a container that pass on to the node what is mounted in them: the API server allows that to privileged containers only. */
function bidirectionalMounts({ data }: Container): readonly number[] {
  const mounts = data['volumeMounts'];
  return isList(mounts) ? mounts.flatMap((mount, index) => (isBidirectional(mount) ? [index] : [])) : [];
}

/**
 * Takes `privileged` away from a container, with what the API server refuses then: mounts that are passed on to the node are only taken over from it.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation
 */
export function makeUnprivileged(container: Container): FixPlan['ops'] {
  const mounts = bidirectionalMounts(container).map((index) => ({
    op: 'set' as const,
    path: [...container.path, 'volumeMounts', index, 'mountPropagation'],
    value: 'HostToContainer',
  }));
  return [{ op: 'remove', path: containerSecurityPath(container, 'privileged'), prune: true }, ...mounts];
}
