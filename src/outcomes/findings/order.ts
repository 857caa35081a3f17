import { type PostureRun, type VerdictSource, verdictsOf } from '../../engines/posture/index.ts';
import { compareText, type KubeObject } from '../../model/cluster/index.ts';
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

/** The wanted verdicts of one object, in the order of checks. */
export interface ObjectVerdicts {
  readonly object: KubeObject;
  readonly sources: readonly VerdictSource[];
}

/** Walks objects (by default all, in the Cluster's order), each with its wanted verdicts (none, for many); one object's are held at a time. */
export function* verdictsByObject(
  run: PostureRun,
  wanted: 'failed' | 'all',
  objects: readonly KubeObject[] = run.cluster.objects,
): Iterable<ObjectVerdicts> {
  const verdicts = verdictsOf(run, wanted === 'all' ? 'all' : 'whole', objects)[Symbol.iterator]();
  let next = verdicts.next();
  for (const object of objects) {
    const sources: VerdictSource[] = [];
    for (; next.done !== true && next.value.verdict.object === object; next = verdicts.next()) {
      if (wanted === 'all' || next.value.verdict.verdict === 'fail') sources.push(next.value);
    }
    yield { object, sources };
  }
}
