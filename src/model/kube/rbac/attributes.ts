import type { FieldTerm } from './field-selector.ts';

/** Who asks, as authentication settled it: a name, and all groups, the implicit ones included. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A request for something that the API serves as a resource, as authorizers see it. */
export interface ResourceAttributes {
  readonly kind: 'resource';
  readonly verb: string;
  /** '' for the core group. */
  readonly group: string;
  readonly resource: string;
  /** '' for the resource itself. */
  readonly subresource: string;
  /** '' for all namespaces, and for what is in none. */
  readonly namespace: string;
  /** '' where the request names no object: lists, and creations by POST. */
  readonly name: string;
  /** Of lists, watches and deletions of collections; the Node authorizer alone reads them. */
  readonly fieldSelector?: readonly FieldTerm[];
}

/** A request for a path that is no resource: `/metrics`, `/healthz`. */
export interface UrlAttributes {
  readonly kind: 'url';
  readonly verb: string;
  readonly path: string;
}

/** What is asked of an authorizer. https://kubernetes.io/docs/reference/access-authn-authz/authorization/#review-your-request-attributes */
export type RequestAttributes = ResourceAttributes | UrlAttributes;

const REQUEST_VERBS: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection'.split(' '),
);

/**
 * Whether requests themselves carry a verb. Others are asked on the way (`bind`, `escalate`, `impersonate`, `approve`), and that of objects in no namespace too for the
 * namespace that the request is about: `bind clusterroles` in the one of the RoleBinding.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
 */
export function isRequestVerb(verb: string): boolean {
  return REQUEST_VERBS.has(verb);
}

/** The group of everyone who proved who they are. */
export const AUTHENTICATED = 'system:authenticated';
/** The group of everyone who did not. */
export const UNAUTHENTICATED = 'system:unauthenticated';
/** The user who did not say who it is. */
export const ANONYMOUS = 'system:anonymous';
/** Members may do everything, and no rule can take that away. */
export const MASTERS = 'system:masters';

const ACCOUNT_PREFIX = 'system:serviceaccount:';
const ACCOUNT_GROUP = 'system:serviceaccounts';
const NODE_PREFIX = 'system:node:';
const NODES = 'system:nodes';

/** A service account as a user, with its three groups. */
export function serviceAccountUser(namespace: string, name: string): UserInfo {
  return {
    name: `${ACCOUNT_PREFIX}${namespace}:${name}`,
    groups: [ACCOUNT_GROUP, `${ACCOUNT_GROUP}:${namespace}`, AUTHENTICATED],
  };
}

/** Namespace and name of a user that is a service account; undefined for others. */
export function accountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!user.startsWith(ACCOUNT_PREFIX)) return undefined;
  const parts = user.slice(ACCOUNT_PREFIX.length).split(':');
  const [namespace = '', name = ''] = parts;
  return parts.length === 2 && namespace !== '' && name !== '' ? { namespace, name } : undefined;
}

/**
 * A user by name with the groups that follow from it, and those that are known besides. What a certificate or an identity provider adds is not known from objects.
 */
export function userInfo(name: string, groups: readonly string[] = []): UserInfo {
  if (name === ANONYMOUS) return { name, groups: [...new Set([...groups, UNAUTHENTICATED])] };
  const account = accountOf(name);
  const own = account === undefined ? [AUTHENTICATED] : serviceAccountUser(account.namespace, account.name).groups;
  const ofNode = name.startsWith(NODE_PREFIX) ? [NODES] : [];
  return { name, groups: [...new Set([...groups, ...ofNode, ...own])] };
}

/** Someone of whom only a group is known, with the groups that all its members are in, and those that are known besides. */
export function groupMember(group: string, groups: readonly string[] = []): UserInfo {
  const isAuthenticated = group !== MASTERS && group !== UNAUTHENTICATED;
  const own = group.startsWith(`${ACCOUNT_GROUP}:`) ? [ACCOUNT_GROUP] : [];
  return { name: '', groups: [...new Set([group, ...groups, ...own, ...(isAuthenticated ? [AUTHENTICATED] : [])])] };
}

/** `pods/exec`, or `pods`: a resource as rules name it. */
export function combinedResource({
  resource,
  subresource,
}: Pick<ResourceAttributes, 'resource' | 'subresource'>): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

/** A request as people read it: `create pods/exec in shop`, `get nodes`, `get secrets "db" in shop`, `get /metrics`. */
export function formatAttributes(attributes: RequestAttributes): string {
  if (attributes.kind === 'url') return `${attributes.verb} ${attributes.path}`;
  const { verb, group, namespace, name } = attributes;
  const what = `${combinedResource(attributes)}${group === '' ? '' : `.${group}`}`;
  return `${verb} ${what}${name === '' ? '' : ` "${name}"`}${namespace === '' ? '' : ` in ${namespace}`}`;
}
