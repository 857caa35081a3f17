import type { FactDefinition } from '../../model/facts/index.ts';
import { openAccess } from './access.ts';
import { RBAC_KINDS } from './grants.ts';

/** The provider of the `access` fact: the engine opened on what a view lets be seen, once for each Cluster. */
export const accessFact: FactDefinition<'access'> = {
  name: 'access',
  kinds: Object.values(RBAC_KINDS),
  facts: [],
  keyOf: () => '',
  derive: (_arg, view) => openAccess(view),
};
