import type { JsonObject } from '../json.ts';
import { objectAt, objectsAt, type PodTemplate, stringAt } from './pod.ts';

/** Where the API server mounts the token of a pod's account, unless the container mounts something there itself. */
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the API server takes a token for by default: no audience, or its own address in the cluster. */
const OWN_AUDIENCE = 'https://kubernetes.default';

/** Clouds whose token exchange has an address for an audience: no API server takes tokens that are meant for them. */
const FOREIGN_AUDIENCE = 'https://iam.googleapis.com/';

function audienceOf(source: JsonObject): string | undefined {
  const token = source['serviceAccountToken'] ?? null;
  return token === null ? undefined : (stringAt(objectAt(source, 'serviceAccountToken'), 'audience') ?? '');
}

function isApiAudience(audience: string): boolean {
  return audience === '' || audience.startsWith(OWN_AUDIENCE);
}

/** An address may be that of the issuer, which is an audience of the API server unless `--api-audiences` says otherwise. */
function mayBeIssuer(audience: string): boolean {
  return audience.startsWith('https://') && !isApiAudience(audience) && !audience.startsWith(FOREIGN_AUDIENCE);
}

function mountsOf({ data }: { readonly data: JsonObject }): readonly string[] {
  return objectsAt(data, 'volumeMounts').map((mount) => stringAt(mount, 'name') ?? '');
}

/** Several checks ask about one pod. */
const known = new WeakMap<PodTemplate, readonly string[]>();

/** The audiences of the tokens in projected volumes that a container mounts. */
function projectedAudiences(pod: PodTemplate): readonly string[] {
  let audiences = known.get(pod);
  if (audiences === undefined) known.set(pod, (audiences = findAudiences(pod)));
  return audiences;
}

function findAudiences({ spec, containers }: PodTemplate): readonly string[] {
  const mounted = new Set(containers.flatMap(mountsOf));
  return objectsAt(spec, 'volumes')
    .filter((volume) => mounted.has(stringAt(volume, 'name') ?? ''))
    .flatMap((volume) => objectsAt(objectAt(volume, 'projected'), 'sources').map(audienceOf))
    .filter((audience) => audience !== undefined);
}

/**
 * Whether the token that is mounted by itself reaches a container: one that mounts nothing of its own at its place. Ephemeral containers are given none.
 * Throws InvalidFieldError.
 */
export function isAutomountSeen({ containers }: PodTemplate): boolean {
  return containers.some(
    ({ list, data }) =>
      list !== 'ephemeralContainers' &&
      objectsAt(data, 'volumeMounts').every((mount) => stringAt(mount, 'mountPath') !== TOKEN_PATH),
  );
}

/**
 * Whether a container of a pod gets a token of the pod's account that the API server takes: the one that is mounted by itself, or one of a projected volume
 * that the container mounts. Tokens for other audiences open other services. Throws InvalidFieldError.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#launch-a-pod-using-service-account-token-projection
 */
export function hasApiToken(pod: PodTemplate, automount: boolean): boolean {
  return projectedAudiences(pod).some(isApiAudience) || (automount && isAutomountSeen(pod));
}

/** The audience of a token that a container mounts and of which only the API server's settings say whether it takes it. Throws InvalidFieldError. */
export function doubtfulAudience(pod: PodTemplate): string | undefined {
  return projectedAudiences(pod).find(mayBeIssuer);
}
