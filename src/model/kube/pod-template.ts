import { isList, isObject, type Json, type JsonObject, type Path } from '../json.ts';
import {
  boolAt,
  type Container,
  type ContainerListName,
  intAt,
  InvalidFieldError,
  objectAt,
  type PodTemplate,
  stringAt,
  stringMapAt,
} from './pod.ts';

/** The container lists of a pod spec in the order in which Pod Security admission visits them. */
export const CONTAINER_LISTS: readonly ContainerListName[] = Object.freeze([
  'initContainers',
  'containers',
  'ephemeralContainers',
]);

const EMPTY: JsonObject = Object.freeze({});
/** Stands for a `spec` that is no object, and is told from an empty one by identity: `PodTemplate.spec` has no room for anything but an object. */
const UNREADABLE_SPEC: JsonObject = Object.freeze({});
/** The same for `metadata`. */
const UNREADABLE_METADATA: JsonObject = Object.freeze({});

function objectOrEmpty(value: Json | undefined): JsonObject {
  return isObject(value) ? value : EMPTY;
}

/** The name a container is known by: its own, or `#<index>` when it has none (or one that is no string). */
export function containerName(data: JsonObject, index: number): string {
  const name = data['name'];
  return typeof name === 'string' && name !== '' ? name : `#${index}`;
}

function containerAt(list: ContainerListName, index: number, item: Json): Container | undefined {
  // A null item is decoded as a container without fields; any other non-object is refused by the API server.
  const data = item === null ? EMPTY : item;
  if (!isObject(data)) return undefined;
  return {
    list,
    index,
    name: containerName(data, index),
    sidecar: list === 'initContainers' && data['restartPolicy'] === 'Always',
    data,
    path: ['spec', list, index],
  };
}

function* containersOf(spec: JsonObject): Iterable<Container> {
  for (const list of CONTAINER_LISTS) {
    const items = spec[list];
    if (!isList(items)) continue;
    for (const [index, item] of items.entries()) {
      const container = containerAt(list, index, item);
      if (container !== undefined) yield container;
    }
  }
}

/**
 * Reads `metadata` and `spec` of a pod or pod template: containers in the order init, main, ephemeral. Never throws: what has the wrong type is left
 * out, and `broken` tells so.
 */
export function podTemplateOf(template: JsonObject): PodTemplate {
  const given = template['spec'];
  const metadata = template['metadata'] ?? EMPTY;
  const spec = given === undefined || given === null ? EMPTY : isObject(given) ? given : UNREADABLE_SPEC;
  return {
    metadata: isObject(metadata) ? metadata : UNREADABLE_METADATA,
    spec,
    containers: [...containersOf(spec)],
    windows: objectOrEmpty(spec['os'])['name'] === 'windows',
    broken: brokenLists(spec),
  };
}

/** The labels that pods of a template carry. Throws InvalidFieldError when they cannot be read: a pod whose labels are not known is selected by nobody knows what. */
export function podLabels(template: PodTemplate): Readonly<Record<string, string>> {
  if (template.metadata === UNREADABLE_METADATA) throw new InvalidFieldError('metadata', 'an object');
  return stringMapAt(template.metadata, 'labels');
}

function isReadableList(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return isList(value) && value.every((item) => item === null || isObject(item));
}

const NONE: readonly Path[] = Object.freeze([]);

function brokenLists(spec: JsonObject): readonly Path[] {
  if (spec === UNREADABLE_SPEC) return [['spec']];
  const broken = CONTAINER_LISTS.filter((list) => !isReadableList(spec[list]));
  return broken.length === 0 ? NONE : broken.map((list) => ['spec', list]);
}

/** Reads an optional object and tells absent (undefined, also for null) from empty. Throws InvalidFieldError on another type. */
export function presentObjectAt(parent: JsonObject, key: string): JsonObject | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new InvalidFieldError(key, 'an object');
  return value;
}

/** The `securityContext` of a container; empty when absent. Throws InvalidFieldError on another type. */
export function containerSecurityContext(container: Container): JsonObject {
  return objectAt(container.data, 'securityContext');
}

/** The `securityContext` of a pod; empty when absent. Throws InvalidFieldError on another type. */
export function podSecurityContext(pod: PodTemplate): JsonObject {
  return objectAt(pod.spec, 'securityContext');
}

/** The place of a field in a container's `securityContext`, from the template's root. */
export function containerSecurityPath(container: Container, ...steps: Path): Path {
  return [...container.path, 'securityContext', ...steps];
}

/** The place of a field in the pod's `securityContext`, from the template's root. */
export function podSecurityPath(...steps: Path): Path {
  return ['spec', 'securityContext', ...steps];
}

/**
 * What holds for one container after inheritance, and the field that decides. `default`: neither container nor pod says anything, `value` is undefined
 * and `path` is where the container would say it.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export type Effective<T> =
  | { readonly value: T; readonly path: Path; readonly from: 'container' | 'pod' }
  | { readonly value: undefined; readonly path: Path; readonly from: 'default' };

function inherited<T>(
  pod: PodTemplate,
  container: Container,
  steps: Path,
  read: (context: JsonObject) => T | undefined,
): Effective<T> {
  const own = read(containerSecurityContext(container));
  if (own !== undefined) return { value: own, path: containerSecurityPath(container, ...steps), from: 'container' };
  const shared = read(podSecurityContext(pod));
  if (shared !== undefined) return { value: shared, path: podSecurityPath(...steps), from: 'pod' };
  return { value: undefined, path: containerSecurityPath(container, ...steps), from: 'default' };
}

/** The user id that a container is told to run as. */
export function effectiveRunAsUser(pod: PodTemplate, container: Container): Effective<number> {
  return inherited(pod, container, ['runAsUser'], (context) => intAt(context, 'runAsUser'));
}

/** The primary group id that a container is told to run as. */
export function effectiveRunAsGroup(pod: PodTemplate, container: Container): Effective<number> {
  return inherited(pod, container, ['runAsGroup'], (context) => intAt(context, 'runAsGroup'));
}

/** Whether the kubelet refuses to start a container as user 0. */
export function effectiveRunAsNonRoot(pod: PodTemplate, container: Container): Effective<boolean> {
  return inherited(pod, container, ['runAsNonRoot'], (context) => boolAt(context, 'runAsNonRoot'));
}

function profileType(context: JsonObject, key: string): string | undefined {
  const profile = presentObjectAt(context, key);
  // A profile without a type is set, only not to anything valid: it decides with ''.
  return profile === undefined ? undefined : (stringAt(profile, 'type') ?? '');
}

/** The `type` of the seccomp profile a container runs under; '' for a profile without a type. Annotations are not read: no supported version honours them. */
export function effectiveSeccomp(pod: PodTemplate, container: Container): Effective<string> {
  return inherited(pod, container, ['seccompProfile', 'type'], (context) => profileType(context, 'seccompProfile'));
}

/** The SELinux options a container runs with; a container's options replace the pod's as a whole. */
export function effectiveSeLinuxOptions(pod: PodTemplate, container: Container): Effective<JsonObject> {
  return inherited(pod, container, ['seLinuxOptions'], (context) => presentObjectAt(context, 'seLinuxOptions'));
}

/** Prefix of the AppArmor beta annotations; the container's name follows. */
export const APPARMOR_ANNOTATION_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

/** What a value of an AppArmor beta annotation means as a profile type; undefined for a value that the kubelet ignores. */
export function appArmorAnnotationType(value: string): 'RuntimeDefault' | 'Localhost' | 'Unconfined' | undefined {
  if (value === 'runtime/default') return 'RuntimeDefault';
  if (value === 'unconfined') return 'Unconfined';
  return value.startsWith('localhost/') ? 'Localhost' : undefined;
}

/**
 * The `type` of the AppArmor profile a container runs under: its own field, else its beta annotation, else the pod's field; '' for a profile without a type.
 * @see https://kubernetes.io/docs/tutorials/security/apparmor/
 */
export function effectiveAppArmor(pod: PodTemplate, container: Container): Effective<string> {
  const found = inherited(pod, container, ['appArmorProfile', 'type'], (context) =>
    profileType(context, 'appArmorProfile'),
  );
  if (found.from === 'container') return found;
  const key = `${APPARMOR_ANNOTATION_PREFIX}${container.name}`;
  const type = appArmorAnnotationType(stringAt(objectAt(pod.metadata, 'annotations'), key) ?? '');
  if (type === undefined) return found;
  return { value: type, path: ['metadata', 'annotations', key], from: 'container' };
}
