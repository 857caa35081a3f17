import type { Gap } from '../../../model/cluster/index.ts';

/** From this minor version on the API server keeps `hostUsers` by default (KEP-127). */
const ON_FROM = 33;
/** From this minor version on the feature gate has its name. */
const RENAMED = 28;
/** The minor that brought `hostUsers`: older API servers drop the field. */
export const HOST_USERS_SINCE = 25;
const NOTHING: readonly Gap[] = Object.freeze([]);

/**
 * What is not known of a pod with `hostUsers: false`: before 1.33 the API server drops the field without a word unless a feature gate is on, which no
 * object tells.
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
 */
export function userNamespaceDoubt(minor: number): readonly Gap[] {
  if (minor >= ON_FROM) return NOTHING;
  const name = minor < RENAMED ? 'UserNamespacesStatelessPodsSupport' : 'UserNamespacesSupport';
  return [{ gk: 'feature gate', namespace: '', name, state: 'unreadable', reason: 'off by default before 1.33' }];
}
