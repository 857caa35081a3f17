import type { KubeObject } from '../cluster/index.ts';

const identities = new WeakMap<KubeObject, number>();
let next = 0;

/**
 * A key for one very object: two definitions of the same name, or two states of one object, have different keys. Fact keys built on it
 * need no dependency on the object itself: a changed object is another object. Never shown, never compared between runs.
 */
export function objectKeyOf(object: KubeObject): string {
  let id = identities.get(object);
  if (id === undefined) identities.set(object, (id = next++));
  return String(id);
}
