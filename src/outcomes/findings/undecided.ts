import type { Gap } from '../../model/cluster/index.ts';
import type { Undecided } from '../../model/verdicts/index.ts';

/** Names what was missing: `NetworkPolicy.networking.k8s.io in shop`, `ServiceAccount shop/default`, `Namespace` for cluster-wide lists. */
export function describeGap({ gk, namespace, name }: Gap): string {
  const kind = gk === '*' ? 'objects of any kind' : gk;
  if (name !== undefined)
    return namespace === undefined || namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  if (namespace === '') return kind;
  return namespace === undefined ? `${kind} in all namespaces` : `${kind} in ${namespace}`;
}

/** The gap that stands for all of a verdict: the first one that is unreadable, where any is. */
function mainGap(gaps: readonly Gap[]): Gap | undefined {
  return gaps.find((gap) => gap.state === 'unreadable') ?? gaps[0];
}

/** The common cause under which verdicts that could not be given are counted: what was missing, the bad field, or the crash. */
export function causeOf(undecided: Undecided): string {
  if ('detail' in undecided) return undecided.detail;
  const gap = mainGap(undecided.gaps);
  return gap === undefined ? 'not known' : describeGap(gap);
}

/** Why a verdict could not be given, as a clause: `not in these files: ServiceAccount shop/web`. */
export function detailOf(undecided: Undecided): string {
  if ('detail' in undecided) return undecided.detail;
  const gap = mainGap(undecided.gaps);
  return gap === undefined ? 'not known' : `${gap.reason}: ${describeGap(gap)}`;
}
