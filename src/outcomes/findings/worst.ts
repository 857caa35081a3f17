import type { VerdictSource } from '../../engines/posture/index.ts';
import { compareSources } from './order.ts';

/** How bad an object is: how many findings that count it has of each severity, worst severity first. */
export type Score = readonly number[];

/** A finding that may be shown for its group, with how bad its object is. */
export interface Candidate {
  readonly source: VerdictSource;
  readonly score: Score;
}

/** Compares two objects: one more finding of a worse severity outweighs any number of lesser ones. */
export function compareScores(a: Score, b: Score): number {
  for (const [i, count] of a.entries()) if (count !== b[i]) return count - (b[i] ?? 0);
  return 0;
}

/** Puts a candidate in its place among the worst, one for each object, at most `most`; of equals the one that came first stays ahead. */
export function offer(worst: Candidate[], candidate: Candidate, most: number): void {
  let at = worst.length;
  while (at > 0 && compareScores(candidate.score, worst[at - 1]?.score ?? []) > 0) at--;
  if (at >= most) return;
  worst.splice(at, 0, candidate);
  if (worst.length > most) worst.pop();
}

/** Of two findings of one object the one that is listed first. */
export function pickFirst(a: VerdictSource | undefined, b: VerdictSource): VerdictSource {
  return a === undefined || compareSources(b, a) < 0 ? b : a;
}
