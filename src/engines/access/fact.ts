import type { FactDefinition } from '../../model/facts/index.ts';
import { openAccess } from './access.ts';
import { withBuiltInRoles } from './built-in.ts';
import { RBAC_KINDS } from './grants.ts';

/** The provider of the `access` fact: the engine opened on what a view lets be seen, once for each Cluster. */
export const accessFact: FactDefinition<'access'> = {
  name: 'access',
  kinds: Object.values(RBAC_KINDS),
  facts: [],
  keyOf: () => '',
  // Without the built-in roles a binding of `edit` would be to nothing.
  derive: (_arg, view) => openAccess(view.origin === 'live' ? view : withBuiltInRoles(view, view.minor)),
};
