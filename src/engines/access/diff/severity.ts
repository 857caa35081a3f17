import { RIGHT_SEVERITIES, type RightSeverity } from '../review/index.ts';

/** How much a change weighs; `low` where it gives no right that a review knows. */
export type ChangeSeverity = RightSeverity | 'low';

const WORST_FIRST: readonly ChangeSeverity[] = [...RIGHT_SEVERITIES, 'low'];

/** The worst of some severities. */
export function worstOf(severities: readonly ChangeSeverity[]): ChangeSeverity {
  return WORST_FIRST.find((one) => severities.includes(one)) ?? 'low';
}

/** Worst first. */
export function compareSeverity(
  a: { readonly severity: ChangeSeverity },
  b: { readonly severity: ChangeSeverity },
): number {
  return WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity);
}
