import { accessFact } from '../../engines/access/index.ts';
import type { FactProviders } from '../../model/facts/index.ts';

/** The facts that engines own, each with its engine: the one place where engines meet. */
export const PROVIDERS: FactProviders = { access: accessFact };
