import type { Severity } from '../../model/verdicts/index.ts';
import rows from './catalogue.json' with { type: 'json' };
import type { Check, ForeignIds } from './contract.ts';

/** One row of the union catalogue: everything that a known tool checks, done here or not yet. */
export interface CatalogueRow {
  readonly id: string;
  readonly topic: string;
  readonly severity: Severity;
  readonly fixable: boolean;
  readonly ids: ForeignIds;
}

/** The union catalogue, sorted by id. */
export const CATALOGUE: readonly CatalogueRow[] = rows as readonly CatalogueRow[];

/** The rows that no check covers yet. */
export function plannedChecks(checks: readonly Check[]): readonly CatalogueRow[] {
  const done = new Set(checks.map((check) => check.meta.id));
  return CATALOGUE.filter((row) => !done.has(row.id));
}
