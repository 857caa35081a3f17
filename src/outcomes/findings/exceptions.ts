import type { KubeObject } from '../../model/cluster/index.ts';
import { matchesPattern } from '../../model/kube/index.ts';
import type { ExceptionSettings } from '../settings/index.ts';
import type { AcceptedBy } from './types.ts';

/** Says whether a finding of a check on an object was accepted, and by what. */
export type FindException = (check: string, object: KubeObject) => AcceptedBy | undefined;

/**
 * Whether an object is meant by `<namespace>/<Kind>/<name>`, or by `<Kind>/<name>` (also `/<Kind>/<name>`) for cluster-scoped objects.
 * `*` in a part stands for any text; the kind may carry its group (`Deployment.apps`).
 */
export function matchesObject(pattern: string, { ref, gk }: KubeObject): boolean {
  const parts = pattern.split('/');
  const [namespace, kind, name, ...rest] = parts.length === 2 ? ['', ...parts] : parts;
  if (namespace === undefined || kind === undefined || name === undefined || rest.length > 0) return false;
  // Cluster-scoped objects have no namespace that `*` could stand for.
  const inNamespace = ref.namespace === '' ? namespace === '' : matchesPattern(namespace, ref.namespace);
  return inNamespace && (matchesPattern(kind, ref.kind) || matchesPattern(kind, gk)) && matchesPattern(name, ref.name);
}

interface Compiled {
  readonly pattern: string;
  readonly accepted: AcceptedBy;
}

/**
 * Makes the look-up for a day (`YYYY-MM-DD`, in UTC). An exception holds on its last day; of several that match, one that
 * holds wins over one that has expired.
 */
export function findExceptions(exceptions: readonly ExceptionSettings[], today: string): FindException {
  const byCheck = new Map<string, Compiled[]>();
  for (const { check, object, reason, expires } of exceptions) {
    const list = byCheck.get(check) ?? [];
    list.push({ pattern: object, accepted: Object.freeze({ reason, expires, expired: expires < today }) });
    byCheck.set(check, list);
  }
  for (const list of byCheck.values()) list.sort((a, b) => Number(a.accepted.expired) - Number(b.accepted.expired));
  return (check, object) => byCheck.get(check)?.find(({ pattern }) => matchesObject(pattern, object))?.accepted;
}
