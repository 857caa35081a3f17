import type { VerdictSource } from '../../engines/posture/index.ts';
import { compareText } from '../../model/cluster/index.ts';
import { formatPath } from '../../model/json.ts';
import { SEVERITIES, type Severity } from '../../model/verdicts/index.ts';

/** Place of each severity, 0 for the worst. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = Object.freeze(
  Object.fromEntries(SEVERITIES.map((severity, rank) => [severity, rank])) as Record<Severity, number>,
);

function compareOptional(a: string | undefined, b: string | undefined): number {
  return compareText(a ?? '', b ?? '');
}

/** The order of findings of one object: worst first, then check, container, rule and item; never the place in a list. */
export function compareSources({ verdict: a }: VerdictSource, { verdict: b }: VerdictSource): number {
  const [left, right] = [a.judgement, b.judgement];
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    compareText(a.check, b.check) ||
    compareOptional(left.container, right.container) ||
    compareText(left.rule, right.rule) ||
    compareOptional(left.item, right.item) ||
    (a.root === b.root ? 0 : compareText(formatPath(a.root), formatPath(b.root)))
  );
}
