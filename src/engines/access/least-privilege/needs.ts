import {
  combinedResource,
  type PolicyRule,
  type RequestAttributes,
  type ResourceAttributes,
  type UserInfo,
} from '../../../model/kube/index.ts';
import {
  type ApiRequest,
  canRequest,
  type Impersonation,
  type RequestCheck,
  type RequestContext,
  type RequestVerdict,
  secondChecksOf,
} from '../can-request/index.ts';
import { boundNodeOf, headersOf } from './headers.ts';
import type { Held } from './held.ts';
import type { Asked, Need, Use } from './types.ts';

/** Where plans read: what real requests ask, and what the subject holds today. */
export interface NeedContext extends RequestContext {
  readonly held: Held;
}

/** Checks that are one of several ways to be let through, or whose asking the log does not show. */
const ALTERNATIVES: ReadonlySet<RequestCheck['purpose']> = new Set(['escalation', 'signer', 'impersonation']);

function isSame(a: UserInfo, b: UserInfo): boolean {
  return a.name === b.name;
}

/** A name by which the API server asks for all of something at once: it stands beside the way by each name. */
function isForAll(attributes: RequestAttributes): boolean {
  return attributes.kind === 'resource' && (attributes.name === '*' || attributes.name.endsWith('/*'));
}

/** Whether a request rested on a check. The server asks in several ways where one is enough; a way that today's roles do not allow was not the one. */
function isNeeded({ purpose, attributes, decision, inVain }: RequestCheck): boolean {
  if (inVain === true) return false;
  if (!ALTERNATIVES.has(purpose) || decision.decision === 'allowed') return true;
  return decision.decision === 'unknown' && !isForAll(attributes);
}

/** Whether a check is for a name that no log without bodies shows: the signer, the role that is bound. */
function isNameless({ purpose, attributes }: RequestCheck, { folded }: Use): boolean {
  if (attributes.kind === 'url' || attributes.name !== '' || !['escalation', 'signer'].includes(purpose)) return false;
  // Creation by POST is asked for without a name.
  return attributes.verb !== 'escalate' || folded;
}

/** What a binding in a namespace may refer to as well. */
function withRoles(attributes: ResourceAttributes, use: Use): readonly ResourceAttributes[] {
  const isInNamespace = use.attributes.kind === 'resource' && use.attributes.resource === 'rolebindings';
  return attributes.verb === 'bind' && isInNamespace
    ? [attributes, { ...attributes, resource: 'roles' }]
    : [attributes];
}

/** What the subject holds of something whose name is not known, by the names that its rules have. */
function keptOf(attributes: ResourceAttributes, held: Held): readonly Asked[] {
  const rule: PolicyRule = {
    verbs: [attributes.verb],
    apiGroups: [attributes.group],
    resources: [combinedResource(attributes)],
    resourceNames: [],
    nonResourceURLs: [],
  };
  const lists = held.namesOf(attributes.namespace, rule);
  const names = lists.some((list) => list.length === 0) ? [''] : lists.flat().filter((name) => name !== '');
  return names.map((name) => ({ attributes: { ...attributes, name }, kept: true }));
}

function toAsked(check: RequestCheck, use: Use, held: Held): readonly Asked[] {
  const { attributes } = check;
  if (attributes.kind === 'resource' && isNameless(check, use))
    return withRoles(attributes, use).flatMap((one) => keptOf(one, held));
  return isNeeded(check) ? [{ attributes, kept: false }] : [];
}

/** A use as the request that it was: a patch that makes what is not there is server-side apply. */
export function requestOf({ attributes, created }: Use): ApiRequest {
  return { attributes, exists: !created, apply: created && attributes.verb === 'patch' };
}

/**
 * What one use asked of the authorizers for whoever made it: the request itself, and every second check that the server makes of the same user. Those are looked at
 * whatever today's roles say of the request: the log says that it was allowed.
 */
function asked(context: NeedContext, use: Use): readonly Asked[] {
  const { user, attributes } = use;
  const second = secondChecksOf(context, user, requestOf(use)).filter((check) => isSame(check.user, user));
  return [{ attributes, kept: false }, ...second.flatMap((check) => toAsked(check, use, context.held))];
}

/** Whether a request ends where its sender asks to be somebody else. */
export function endsAtHeaders({ decision, checks }: RequestVerdict): boolean {
  return decision === 'denied' && checks.every(({ purpose }) => purpose === 'impersonation');
}

/** What sending a request as somebody else asked of whoever sent it: in the way that the log names or, where today's roles do not allow that one, in another one. */
function askedAs(context: NeedContext, use: Use, sender: UserInfo): readonly Asked[] {
  const { constraint, ...as } = headersOf(use);
  const ask = (headers: Impersonation): RequestVerdict =>
    canRequest(context, sender, { attributes: use.attributes, as: headers, boundNode: boundNodeOf(use) });
  const named = ask(constraint === undefined ? as : { ...as, constraint });
  const other = constraint !== undefined && endsAtHeaders(named) ? ask(as) : named;
  const { checks } = endsAtHeaders(other) ? named : other;
  return checks
    .filter((check) => check.purpose === 'impersonation')
    .flatMap((check) => toAsked(check, use, context.held));
}

function keyOf(attributes: RequestAttributes, folded: boolean): string {
  const flag = folded ? '1' : '';
  if (attributes.kind === 'url') return [flag, attributes.verb, attributes.path].join('\u0000');
  const { verb, group, resource, subresource, namespace, name } = attributes;
  return [flag, verb, group, resource, subresource, namespace, name].join('\u0000');
}

function withAskers(known: readonly UserInfo[], askers: readonly UserInfo[]): readonly UserInfo[] {
  const fresh = askers.filter(
    (asker) => !known.some((one) => one === asker || JSON.stringify(one.groups) === JSON.stringify(asker.groups)),
  );
  return fresh.length === 0 ? known : [...known, ...fresh];
}

/** The same need, of one use and another. */
function addUp(known: Need, need: Need): Need {
  return {
    ...known,
    kept: known.kept && need.kept,
    askers: withAskers(known.askers, need.askers),
    count: known.count + need.count,
    first: Math.min(known.first, need.first),
    last: Math.max(known.last, need.last),
  };
}

/** Whether what a use asked stands for many: a name that is known does so in no use. */
function isFolded(attributes: RequestAttributes, use: Use): boolean {
  if (!use.folded || attributes.kind === 'url') return use.folded;
  return attributes.name === '' || attributes === use.attributes;
}

/** Everything that a user asked of the authorizers, each once: by its own uses, and by those that it sent as others. */
export function needsOf(context: NeedContext, user: UserInfo, uses: readonly Use[]): readonly Need[] {
  const needs = new Map<string, Need>();
  const add = ({ attributes, kept }: Asked, use: Use, asker: UserInfo): void => {
    const folded = !kept && isFolded(attributes, use);
    const key = keyOf(attributes, folded);
    const { count, first, last } = use;
    const need = { attributes, folded, kept, askers: [asker], count, first, last };
    const known = needs.get(key);
    needs.set(key, known === undefined ? need : addUp(known, need));
  };
  for (const use of uses) {
    if (isSame(use.user, user)) for (const one of asked(context, use)) add(one, use, use.user);
    const { impersonator } = use;
    if (impersonator !== undefined && isSame(impersonator, user))
      for (const one of askedAs(context, use, impersonator)) add(one, use, impersonator);
  }
  return [...needs.values()];
}
