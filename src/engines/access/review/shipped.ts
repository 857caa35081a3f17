import type { KubeObject } from '../../../model/cluster/index.ts';
import type { Grant } from '../../../model/facts/index.ts';
import { type BootstrapChanges, compareWithBootstrap, findBootstrapRbac } from '../../../model/kube/index.ts';

/** Whether an object has the kind, place and name of one that the API server makes. */
export function isBuiltIn({ ref }: KubeObject, minor: number): boolean {
  return findBootstrapRbac(ref.kind, ref.namespace, ref.name, minor) !== undefined;
}

/** Whether a built-in object is not as shipped. */
export function isChanged(changes: BootstrapChanges): boolean {
  const { added, removed, addedSubjects, removedSubjects, redirected } = changes;
  return redirected || [added, removed, addedSubjects, removedSubjects].some((list) => list.length > 0);
}

/** Whether an object is one that the API server makes, and still as it made it: a subject added to a built-in binding is not the platform's doing. */
export function isShipped({ data, ref }: KubeObject, minor: number): boolean {
  const changes = compareWithBootstrap(data, ref.namespace, minor);
  return changes !== undefined && !isChanged(changes);
}

/** Whether a grant comes by a binding and a role that are as the API server makes them. */
export function isShippedGrant({ binding, role }: Grant, minor: number): boolean {
  return isShipped(binding, minor) && role !== undefined && isShipped(role.object, minor);
}
