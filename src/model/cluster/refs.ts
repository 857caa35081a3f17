import type { Path } from '../json.ts';
import type { GroupKind, KubeObject, ObjectSource, Ref } from './types.ts';

/** Splits `apps/v1` into group and version; the core group is ''. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
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

const NOWHERE: ObjectSource = { file: -1, document: 0, start: 0, end: 0, pointer: [] };

function compareSources(a: ObjectSource, b: ObjectSource): number {
  return a.file - b.file || a.start - b.start || comparePointers(a.pointer, b.pointer);
}

/** The order of objects everywhere: namespace, kind, name, then where they were read. */
export function compareObjects(a: KubeObject, b: KubeObject): number {
  return (
    compareText(a.ref.namespace, b.ref.namespace) ||
    compareText(a.gk, b.gk) ||
    compareText(a.ref.name, b.ref.name) ||
    compareSources(a.source ?? NOWHERE, b.source ?? NOWHERE)
  );
}

function comparePointers(left: Path, right: Path): number {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i];
    const y = right[i];
    if (x === y) continue;
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return compareText(String(x), String(y));
  }
  return left.length - right.length;
}
