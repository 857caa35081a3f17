import type { JsonObject, Path } from '../json.ts';
import { TOKEN_PATH } from './api-token.ts';
import { type Container, objectAt, objectsAt, type PodTemplate, stringAt } from './pod.ts';
import { presentObjectAt } from './pod-template.ts';

/** The type of a Secret that holds a token of an account without an end; the annotation names the account. */
export const TOKEN_SECRET_TYPE = 'kubernetes.io/service-account-token';
/** Names the account of such a Secret. */
export const TOKEN_SECRET_ACCOUNT = 'kubernetes.io/service-account.name';

/** The key of such a Secret that holds the token. */
const TOKEN_KEY = 'token';

/** A name as such Secrets have it: `builder-token-x7k2p`, `admin-token`. */
const TOKEN_NAME = /(?:^|[-.])token(?:[-.]|$)/;

/** A Secret from which a container would get the token, were it one that holds a token of an account. */
export interface SecretUse {
  readonly name: string;
  /** Where the pod names it. */
  readonly path: Path;
  /** Whether it is used as such a Secret is: its key `token` is asked for, it is mounted at the place of tokens, or its name says so. */
  readonly isLikely: boolean;
}

/** A reference to a Secret, with the keys that are taken of it; undefined for all. */
function useOf(
  name: string,
  keys: readonly string[] | undefined,
  path: Path,
  isAtPlace: boolean,
): readonly SecretUse[] {
  if (name === '' || keys?.includes(TOKEN_KEY) === false) return [];
  return [{ name, path, isLikely: keys !== undefined || isAtPlace || TOKEN_NAME.test(name) }];
}

function keysOf(source: JsonObject): readonly string[] | undefined {
  const items = objectsAt(source, 'items');
  return items.length === 0 ? undefined : items.map((item) => stringAt(item, 'key') ?? '');
}

function usesOfVolume(volume: JsonObject, path: Path, isAtPlace: boolean): readonly SecretUse[] {
  const secret = objectAt(volume, 'secret');
  const name = stringAt(secret, 'secretName') ?? '';
  const whole = useOf(name, keysOf(secret), [...path, 'secret', 'secretName'], isAtPlace);
  const projected = objectsAt(objectAt(volume, 'projected'), 'sources').flatMap((source, index) => {
    const part = objectAt(source, 'secret');
    const at = [...path, 'projected', 'sources', index, 'secret', 'name'];
    return useOf(stringAt(part, 'name') ?? '', keysOf(part), at, isAtPlace);
  });
  return [...whole, ...projected];
}

/** The mounted volumes of a pod: name to whether a container has it at the place of tokens. */
function mountedVolumes(containers: readonly Container[]): ReadonlyMap<string, boolean> {
  const mounted = new Map<string, boolean>();
  for (const mount of containers.flatMap(({ data }) => objectsAt(data, 'volumeMounts'))) {
    const name = stringAt(mount, 'name') ?? '';
    mounted.set(name, mounted.get(name) === true || stringAt(mount, 'mountPath') === TOKEN_PATH);
  }
  return mounted;
}

function usesOfVolumes({ spec, containers }: PodTemplate): readonly SecretUse[] {
  const mounted = mountedVolumes(containers);
  return objectsAt(spec, 'volumes').flatMap((volume, index) => {
    const isAtPlace = mounted.get(stringAt(volume, 'name') ?? '');
    return isAtPlace === undefined ? [] : usesOfVolume(volume, ['spec', 'volumes', index], isAtPlace);
  });
}

function usesOfEnvironment({ data, path }: Container): readonly SecretUse[] {
  const single = objectsAt(data, 'env').flatMap((entry, index) => {
    const reference = presentObjectAt(objectAt(entry, 'valueFrom'), 'secretKeyRef');
    const at = [...path, 'env', index, 'valueFrom', 'secretKeyRef', 'name'];
    if (reference === undefined) return [];
    return useOf(stringAt(reference, 'name') ?? '', [stringAt(reference, 'key') ?? ''], at, false);
  });
  const whole = objectsAt(data, 'envFrom').flatMap((entry, index) => {
    const name = stringAt(objectAt(entry, 'secretRef'), 'name') ?? '';
    return useOf(name, undefined, [...path, 'envFrom', index, 'secretRef', 'name'], false);
  });
  return [...single, ...whole];
}

/** Several checks ask about one pod. */
const known = new WeakMap<PodTemplate, readonly SecretUse[]>();

/**
 * The Secrets whose key `token` a container of a pod gets, mounted or as a variable, each once. Throws InvalidFieldError.
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
 */
export function secretsWithToken(pod: PodTemplate): readonly SecretUse[] {
  let uses = known.get(pod);
  if (uses === undefined) known.set(pod, (uses = findUses(pod)));
  return uses;
}

function findUses(pod: PodTemplate): readonly SecretUse[] {
  const found = new Map<string, SecretUse>();
  for (const use of [...usesOfVolumes(pod), ...pod.containers.flatMap(usesOfEnvironment)]) {
    const before = found.get(use.name);
    if (before === undefined) found.set(use.name, use);
    else if (use.isLikely) found.set(use.name, { ...before, isLikely: true });
  }
  return [...found.values()];
}
