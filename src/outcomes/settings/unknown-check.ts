import type { Check } from '../../engines/posture/index.ts';
import { namesHere } from '../check-ids/index.ts';
import { didYouMean } from '../suggest/index.ts';

/** What is said of a check that there is not: which one it is here when another tool calls it so, else which one was meant. */
export function unknownCheck(id: string, checks: readonly Check[]): string {
  const rows = checks.map(({ meta }) => ({ id: meta.id, ids: { ...meta.ids } }));
  const nearest = didYouMean(
    id,
    rows.map((row) => row.id),
  );
  return `there is no check "${id}".${namesHere(id, rows) || nearest || ' `merlon checks` lists them all.'}`;
}
