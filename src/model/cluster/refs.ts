import type { KubeObject, Ref } from './types.ts';
import type { GroupKind } from './types.ts';

/** Splits `apps/v1` into group and version; the core group is ''. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Names a kind as kubectl does: `Deployment.apps`, `Pod`. */
export function groupKind(group: string, kind: string): GroupKind {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Prints an object's name for people: `Deployment shop/cart`, `ClusterRole admin`. */
export function formatRef(ref: Ref): string {
  return ref.namespace === '' ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

/** The identity of an object as text: group, kind, namespace, name. Two versions of one object share it; so do two files that define it. */
export function refKey(ref: Ref): string {
  return `${groupKind(ref.group, ref.kind)}/${ref.namespace}/${ref.name}`;
}

/** Compares text by code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The order of objects everywhere: namespace, kind, name, then where they were read. */
export function compareObjects(a: KubeObject, b: KubeObject): number {
  return (
    compareText(a.ref.namespace, b.ref.namespace) ||
    compareText(a.gk, b.gk) ||
    compareText(a.ref.name, b.ref.name) ||
    (a.source?.file ?? -1) - (b.source?.file ?? -1) ||
    (a.source?.start ?? 0) - (b.source?.start ?? 0) ||
    comparePointers(a, b)
  );
}

function comparePointers(a: KubeObject, b: KubeObject): number {
  const left = a.source?.pointer ?? [];
  const right = b.source?.pointer ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i];
    const y = right[i];
    if (x === y) continue;
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return compareText(String(x), String(y));
  }
  return left.length - right.length;
}
