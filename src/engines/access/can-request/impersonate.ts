import {
  ANONYMOUS,
  AUTHENTICATED,
  MASTERS,
  type RequestAttributes,
  serviceAccountUser,
  UNAUTHENTICATED,
  type UserInfo,
} from '../../../model/kube/index.ts';
import { isOn } from './gates.ts';
import { accountNamed, isSubdomain, nodeNamed } from './identities.ts';
import type { ApiRequest, Impersonation, RequestContext, RequestVerdict } from './types.ts';
import { about, allOf, anyOf, ask, refused, type Requirement } from './verdicts.ts';

const AUTHENTICATION = 'authentication.k8s.io';
const NODES_GROUP = 'system:nodes';
/** So many groups or extra values at once are first asked for as one, by a name of `*`. */
const MANY = 4;
const EXTRA_PATH = /^[-a-z0-9/._~%!$&'()*+,;=:]+$/;

/** A way to impersonate: its name (undefined for the one of old), and whether the name of a node is asked for as all nodes. */
interface Mode {
  readonly name: string | undefined;
  readonly anyNode: boolean;
}

const OF_OLD = 'impersonate';

function verbOf({ name }: Mode): string {
  return name === undefined ? OF_OLD : `${OF_OLD}:${name}`;
}

const LEGACY: Mode = { name: undefined, anyNode: false };
const ARBITRARY_NODE: Mode = { name: 'arbitrary-node', anyNode: false };

function isNameOnly({ groups, uid = '', extra = {} }: Impersonation): boolean {
  return groups.length === 0 && uid === '' && Object.keys(extra).length === 0;
}

function fittingModes(
  context: RequestContext,
  requestor: UserInfo,
  wanted: Impersonation,
  boundNode: string,
): readonly Mode[] {
  if (!isOn('ConstrainedImpersonation', context)) return [LEGACY];
  const node = nodeNamed(wanted.user);
  if (node === undefined && accountNamed(wanted.user) === undefined)
    return [{ name: 'user-info', anyNode: false }, LEGACY];
  if (!isNameOnly(wanted)) return [LEGACY];
  if (node === undefined) return [{ name: 'serviceaccount', anyNode: false }, LEGACY];
  const isOwn = boundNode === node && accountNamed(requestor.name) !== undefined;
  return isOwn ? [{ name: 'associated-node', anyNode: true }, ARBITRARY_NODE, LEGACY] : [ARBITRARY_NODE, LEGACY];
}

/** The ways that fit whom and who, most constrained first, the one of old last; only the one that is known to be taken, where it is one of these. */
function modesFor(
  context: RequestContext,
  requestor: UserInfo,
  wanted: Impersonation,
  boundNode: string,
): readonly Mode[] {
  const modes = fittingModes(context, requestor, wanted, boundNode);
  const { constraint } = wanted;
  if (constraint === undefined) return modes;
  const known = modes.filter((mode) => verbOf(mode) === (constraint === '' ? OF_OLD : constraint));
  return known.length > 0 ? known : modes;
}

/** Asks for one part of the identity. */
type AskPart = (part: {
  resource: string;
  name: string;
  namespace?: string;
  subresource?: string;
  group: string;
}) => RequestVerdict;

function askName(wanted: Impersonation, { name: mode, anyNode }: Mode, askPart: AskPart): RequestVerdict {
  const group = mode === undefined ? '' : AUTHENTICATION;
  const account = accountNamed(wanted.user);
  if (account !== undefined) return askPart({ resource: 'serviceaccounts', group, ...account });
  const node = mode === undefined ? undefined : nodeNamed(wanted.user);
  if (node !== undefined) return askPart({ resource: 'nodes', group, name: anyNode ? '*' : node });
  return askPart({ resource: 'users', group, name: wanted.user });
}

function askGroups({ groups }: Impersonation, { name: mode }: Mode, askPart: AskPart): RequestVerdict {
  const group = mode === undefined ? '' : AUTHENTICATION;
  if (mode !== undefined && groups.includes('')) return refused('the empty group cannot be impersonated');
  if (mode !== undefined && groups.includes(MASTERS))
    return refused(`${MASTERS} cannot be impersonated under constraints`);
  const each = (): RequestVerdict => allOf(groups.map((name) => () => askPart({ resource: 'groups', group, name })));
  if (mode === undefined || groups.length < MANY) return each();
  return anyOf([() => askPart({ resource: 'groups', group, name: '*' }), each]);
}

/** Constrained impersonation takes keys of extra that are a domain and a path, in lower case, and values that are not empty. */
function isExtra(key: string, values: readonly string[]): boolean {
  const slash = key.indexOf('/');
  const isKey = slash > 0 && isSubdomain(key.slice(0, slash)) && EXTRA_PATH.test(key.slice(slash + 1));
  return isKey && values.length > 0 && !values.includes('');
}

function askExtra({ extra = {} }: Impersonation, { name: mode }: Mode, askPart: AskPart): RequestVerdict {
  const pairs = Object.entries(extra).flatMap(([key, values]) => values.map((value) => [key, value] as const));
  const bad = Object.entries(extra).find(([key, values]) => !isExtra(key, values));
  if (mode !== undefined && bad !== undefined)
    return refused(`the extra "${bad[0]}" cannot be impersonated under constraints`);
  const part = (subresource: string, name: string): Requirement => {
    const resource = 'userextras';
    return () => askPart({ resource, group: AUTHENTICATION, subresource, name });
  };
  const each = (): RequestVerdict => allOf(pairs.map(([key, value]) => part(key, value)));
  const many = Math.max(Object.keys(extra).length, pairs.length) >= MANY;
  return mode === undefined || !many ? each() : anyOf([part('*', '*'), each]);
}

function tryMode(
  context: RequestContext,
  requestor: UserInfo,
  { wanted, attributes }: { readonly wanted: Impersonation; readonly attributes: RequestAttributes },
  mode: Mode,
): RequestVerdict {
  const verb = verbOf(mode);
  const askPart: AskPart = (part) => ask(context, requestor, about({ verb, ...part }), 'impersonation');
  const uid = wanted.uid ?? '';
  const needs: readonly Requirement[] = [
    () => askName(wanted, mode, askPart),
    () => (uid === '' ? allOf([]) : askPart({ resource: 'uids', group: AUTHENTICATION, name: uid })),
    () => askGroups(wanted, mode, askPart),
    () => askExtra(wanted, mode, askPart),
  ];
  if (mode.name === undefined) return allOf(needs);
  const onlyOn = { ...attributes, verb: `impersonate-on:${mode.name}:${attributes.verb}` };
  return allOf([() => ask(context, requestor, onlyOn, 'impersonation'), ...needs]);
}

/** The groups that whoever is impersonated gets: those that are asked for, those of an account or node, and the implicit one. */
function impersonated(wanted: Impersonation, mode: string | undefined): UserInfo {
  const account = accountNamed(wanted.user);
  const isNode = mode !== undefined && nodeNamed(wanted.user) !== undefined;
  const own = account === undefined ? [] : serviceAccountUser(account.namespace, account.name).groups.slice(0, 2);
  const groups = isNode ? [NODES_GROUP] : wanted.groups.length > 0 ? wanted.groups : own;
  if (wanted.user === ANONYMOUS) return { name: wanted.user, groups: [...new Set([...groups, UNAUTHENTICATED])] };
  if (groups.includes(UNAUTHENTICATED)) return { name: wanted.user, groups };
  return { name: wanted.user, groups: [...new Set([...groups, AUTHENTICATED])] };
}

/** Whether someone may make a request as somebody else, and as whom it then goes on. */
export interface Impersonated {
  readonly verdict: RequestVerdict;
  readonly user: UserInfo;
  /**
   * As whom it may go on as well: a node that may be impersonated in both ways has its group in one of them only, and the API server tries first what it last allowed this user.
   */
  readonly otherwise?: UserInfo;
  /** The node that the token of whom it goes on as is bound to: impersonation keeps nothing of the caller's own. */
  readonly boundNode?: string;
}

const NODE_OF_TOKEN = 'authentication.kubernetes.io/node-name';

function nodeIn({ extra = {} }: Impersonation): Pick<Impersonated, 'boundNode'> {
  const [node, ...more] = extra[NODE_OF_TOKEN] ?? [];
  return node === undefined || more.length > 0 ? {} : { boundNode: node };
}

/** Tries the ways in turn. */
function tryModes(
  context: RequestContext,
  requestor: UserInfo,
  asked: { readonly wanted: Impersonation; readonly attributes: RequestAttributes },
  modes: readonly Mode[],
): { readonly verdict: RequestVerdict; readonly fitting: Mode | undefined } {
  let fitting: Mode | undefined;
  const attempts = modes.map((mode): Requirement => () => {
    const verdict = tryMode(context, requestor, asked, mode);
    if (verdict.decision === 'allowed') fitting ??= mode;
    return verdict;
  });
  const verdict = anyOf(attempts);
  return { verdict, fitting };
}

function followModes(
  context: RequestContext,
  requestor: UserInfo,
  asked: { readonly wanted: Impersonation; readonly attributes: RequestAttributes },
  modes: readonly Mode[],
): Impersonated {
  const { wanted } = asked;
  const { verdict, fitting } = tryModes(context, requestor, asked, modes);
  const result = { verdict, user: impersonated(wanted, fitting?.name), ...nodeIn(wanted) };
  if (fitting?.name === undefined || nodeNamed(wanted.user) === undefined) return result;
  const legacy = tryMode(context, requestor, asked, LEGACY);
  return legacy.decision === 'allowed' ? { ...result, otherwise: impersonated(wanted, undefined) } : result;
}

/**
 * Decides on the Impersonate headers of a request: in one of the constrained ways (1.36 and later) or in the one of old, which stands beside them.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 */
export function impersonate(context: RequestContext, requestor: UserInfo, request: ApiRequest): Impersonated {
  const { as: wanted, attributes, boundNode = '' } = request;
  if (wanted === undefined || (wanted.user === '' && isNameOnly(wanted)))
    return { verdict: allOf([]), user: requestor, boundNode };
  if (wanted.user === '')
    return { verdict: refused('groups, uid and extra can be impersonated with a user only'), user: requestor };
  const modes = modesFor(context, requestor, wanted, boundNode);
  return followModes(context, requestor, { wanted, attributes }, modes);
}
