import type { JsonObject } from '../json.ts';
import { objectAt, objectsAt, type PodTemplate, stringAt } from './pod.ts';

/** Where the API server mounts the token of a pod's account, unless the container mounts something there itself. */
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the API server takes a token for by default: no audience, or its own address in the cluster. */
const OWN_AUDIENCE = 'https://kubernetes.default';

function isApiToken(source: JsonObject): boolean {
  const token = source['serviceAccountToken'] ?? null;
  if (token === null) return false;
  const audience = stringAt(objectAt(source, 'serviceAccountToken'), 'audience') ?? '';
  return audience === '' || audience.startsWith(OWN_AUDIENCE);
}

function tokenVolumes(spec: JsonObject): ReadonlySet<string> {
  const volumes = objectsAt(spec, 'volumes').filter((volume) =>
    objectsAt(objectAt(volume, 'projected'), 'sources').some(isApiToken),
  );
  return new Set(volumes.map((volume) => stringAt(volume, 'name') ?? ''));
}

/**
 * Whether a container of a pod gets a token that the API server takes: the one that is mounted by itself, or one of a projected volume that the container mounts. Ephemeral containers
 * are given none by themselves; tokens for other audiences open other services. Throws InvalidFieldError.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#launch-a-pod-using-service-account-token-projection
 */
export function hasApiToken({ spec, containers }: PodTemplate, automount: boolean): boolean {
  const volumes = tokenVolumes(spec);
  return containers.some(({ list, data }) => {
    const mounts = objectsAt(data, 'volumeMounts');
    if (mounts.some((mount) => volumes.has(stringAt(mount, 'name') ?? ''))) return true;
    return (
      automount &&
      list !== 'ephemeralContainers' &&
      mounts.every((mount) => stringAt(mount, 'mountPath') !== TOKEN_PATH)
    );
  });
}
