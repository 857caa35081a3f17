import { isList, isObject, type JsonObject, textOf, valueAt } from '../../json.ts';

function containersOf(pod: JsonObject, list: string): readonly JsonObject[] {
  const items = valueAt(pod, ['spec', list]);
  return isList(items) ? items.filter(isObject) : [];
}

function imagesDiffer(now: readonly JsonObject[], before: readonly JsonObject[]): boolean {
  return (
    now.length !== before.length ||
    now.some((container, i) => textOf(container['image']) !== textOf(before[i]?.['image']))
  );
}

function hasNewEphemeral(now: JsonObject, before: JsonObject): boolean {
  const old = new Map(
    containersOf(before, 'ephemeralContainers').map((one) => [textOf(one['name']), textOf(one['image'])]),
  );
  return containersOf(now, 'ephemeralContainers').some((one) => old.get(textOf(one['name'])) !== textOf(one['image']));
}

/**
 * Whether an update of a pod is held against the level of its namespace at all: only one that changes an image, or adds an ephemeral container, is. Everything
 * else passes, so a pod that is there already stays as it is when its namespace gets stricter.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export function isJudgedOnUpdate(now: JsonObject, before: JsonObject): boolean {
  return (
    imagesDiffer(containersOf(now, 'containers'), containersOf(before, 'containers')) ||
    imagesDiffer(containersOf(now, 'initContainers'), containersOf(before, 'initContainers')) ||
    hasNewEphemeral(now, before)
  );
}
