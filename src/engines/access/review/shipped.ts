import type { KubeObject } from '../../../model/cluster/index.ts';
import type { Grant } from '../../../model/facts/index.ts';
import { findBootstrapRbac, isAsShipped } from '../../../model/kube/index.ts';

/** Whether an object has the kind, place and name of one that the API server makes. */
export function isBuiltIn({ ref }: KubeObject, minor: number): boolean {
  return findBootstrapRbac(ref.kind, ref.namespace, ref.name, minor) !== undefined;
}

/** Whether an object is as the API server makes it. */
export function isShipped({ data, ref }: KubeObject, minor: number): boolean {
  return isAsShipped(data, ref.namespace, minor);
}

/** Whether a grant comes by a binding and a role that are as the API server makes them. */
export function isShippedGrant({ binding, role }: Grant, minor: number): boolean {
  return isShipped(binding, minor) && role !== undefined && isShipped(role.object, minor);
}
