import type { Diagnostic } from '../../../model/cluster/index.ts';
import { NEWEST_MINOR } from '../../../model/kube/index.ts';

const CODE = 'newer-kubernetes';

/**
 * Diagnostics with a note where what is read is judged for a version that is newer than all that is known, and without one otherwise;
 * the same ones where that changes nothing.
 */
export function noteVersion(diagnostics: readonly Diagnostic[], minor: number): readonly Diagnostic[] {
  const isNoted = diagnostics.some(({ code }) => code === CODE);
  const rest = isNoted ? diagnostics.filter(({ code }) => code !== CODE) : diagnostics;
  if (minor <= NEWEST_MINOR) return rest;
  const message = `Kubernetes 1.${minor} is newer than what Merlon knows: judged by the rules and fields of 1.${NEWEST_MINOR}`;
  return [...rest, { severity: 'note', code: CODE, message }];
}
