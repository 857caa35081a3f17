import { accountOf, ANONYMOUS, AUTHENTICATED, serviceAccountUser, UNAUTHENTICATED } from '../../../model/kube/index.ts';
import type { Impersonation } from '../can-request/index.ts';
import type { Use } from './types.ts';

/** The way by which a pod acts as the node that it runs on. */
const OF_OWN_NODE = 'impersonate:associated-node';
/** Ways of impersonation in which a node is asked for by its name alone. */
const OF_NODES: readonly (string | undefined)[] = [OF_OWN_NODE, 'impersonate:arbitrary-node'];
const NODE = 'system:node:';

/** The groups that the API server gives by itself to whom it is asked for without any. */
function implicitGroups(user: string): readonly string[] {
  const account = accountOf(user);
  if (account !== undefined) return serviceAccountUser(account.namespace, account.name).groups;
  return [AUTHENTICATED];
}

function headerGroups({ user, groups, constraint }: Impersonation): readonly string[] {
  if (OF_NODES.includes(constraint)) return [];
  const implicit = implicitGroups(user);
  if (groups.every((group) => implicit.includes(group))) return [];
  // Once a group is asked for an account has those that are asked for, and nothing but the last one is added.
  const added = user === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED;
  return groups.filter((group) => group !== added);
}

/**
 * The Impersonate headers that a use was sent with: without the groups that the API server adds by itself, which nobody has to ask for.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 */
export function headersOf({ user, as }: Use): Impersonation {
  const noted = as ?? { user: user.name, groups: user.groups };
  return { ...noted, groups: headerGroups(noted) };
}

/** The node that the sender's token was bound to, as far as the way tells in which it became that node. */
export function boundNodeOf({ as }: Use): string {
  return as?.constraint === OF_OWN_NODE && as.user.startsWith(NODE) ? as.user.slice(NODE.length) : '';
}
