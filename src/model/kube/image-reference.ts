/** An image reference taken apart and made whole the way the container runtimes do. */
export interface ImageReference {
  /** Host and port; `docker.io` where none is written. */
  readonly registry: string;
  /** With `library/` where Docker Hub implies it. */
  readonly repository: string;
  /** As written; absent means `latest` unless there is a digest. */
  readonly tag: string | undefined;
  /** `sha256:…` or `sha512:…` of the right length in lower case; anything else after `@` makes the reference unreadable. */
  readonly digest: string | undefined;
}

const DOCKER_HUB = 'docker.io';
const MAX_LENGTH = 1024;
const MAX_REPOSITORY = 255;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const HOST = /^(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*)*|\[[0-9A-Fa-f:]+\])(?::\d+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;

function splitTag(text: string): { readonly name: string; readonly tag: string | undefined } {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  return colon < 0 ? { name: text, tag: undefined } : { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** The first part is a host only if it could not be a folder of Docker Hub: it has a dot, a port or upper case, or is `localhost`. */
function splitRegistry(name: string): { readonly registry: string; readonly path: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return isHost ? { registry: first, path: name.slice(slash + 1) } : { registry: DOCKER_HUB, path: name };
}

function isRepository(registry: string, path: string): boolean {
  if (path.length > MAX_REPOSITORY || !path.split('/').every((part) => COMPONENT.test(part))) return false;
  // 64 hex digits alone would be an image id, which is no reference.
  return registry !== DOCKER_HUB || !/^[0-9a-f]{64}$/.test(path);
}

function readName(name: string): Pick<ImageReference, 'registry' | 'repository'> | undefined {
  const { registry: written, path } = splitRegistry(name);
  const registry = written === 'index.docker.io' ? DOCKER_HUB : written;
  if (!HOST.test(registry) || !isRepository(registry, path)) return undefined;
  return { registry, repository: registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path };
}

function isPart(part: string | undefined, pattern: RegExp): boolean {
  return part === undefined || pattern.test(part);
}

/**
 * Reads an image reference: `nginx`, `registry:5000/team/app:1.2@sha256:…`. Undefined when the runtime would refuse it as InvalidImageName
 * (also a placeholder such as `${IMAGE}`, or white space around it).
 * @see https://github.com/distribution/reference
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const { name, tag } = splitTag(at < 0 ? text : text.slice(0, at));
  const read = readName(name);
  return read !== undefined && isPart(digest, DIGEST) && isPart(tag, TAG) ? { ...read, tag, digest } : undefined;
}
