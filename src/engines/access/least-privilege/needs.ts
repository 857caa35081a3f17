import type { RequestAttributes, UserInfo } from '../../../model/kube/index.ts';
import { type ApiRequest, canRequest, type RequestContext } from '../can-request/index.ts';
import type { Need, Use } from './types.ts';

const RBAC = 'rbac.authorization.k8s.io';
const ROLE_WRITES: Readonly<Record<string, { readonly verb: string; readonly resource: (from: string) => string }>> = {
  roles: { verb: 'escalate', resource: (from) => from },
  clusterroles: { verb: 'escalate', resource: (from) => from },
  rolebindings: { verb: 'bind', resource: () => 'clusterroles' },
  clusterrolebindings: { verb: 'bind', resource: () => 'clusterroles' },
};
const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch']);

function isSame(a: UserInfo, b: UserInfo): boolean {
  return a.name === b.name;
}

/**
 * Writing roles and bindings may rest on `escalate` and `bind`, which no log without bodies shows: whoever holds them today and writes such objects keeps them.
 */
function escalations(
  context: RequestContext,
  user: UserInfo,
  attributes: RequestAttributes,
): readonly RequestAttributes[] {
  if (attributes.kind !== 'resource' || attributes.group !== RBAC || !WRITES.has(attributes.verb)) return [];
  const rule = ROLE_WRITES[attributes.resource];
  if (rule === undefined) return [];
  const resources = rule.verb === 'bind' ? ['roles', 'clusterroles'] : [rule.resource(attributes.resource)];
  return resources
    .map((resource) => ({
      ...attributes,
      verb: rule.verb,
      resource,
      name: rule.verb === 'bind' ? '' : attributes.name,
    }))
    .filter((asked) => context.access.authorize(user, asked).decision === 'allowed');
}

/** A use as the request that it was: a patch that makes what is not there is server-side apply. */
export function requestOf({ attributes, created }: Use): ApiRequest {
  return { attributes, exists: !created, apply: created && attributes.verb === 'patch' };
}

/** What one use asked of the authorizers for whoever made it: the request itself, and every second check that the server makes of the same user. */
function asked(context: RequestContext, use: Use): readonly RequestAttributes[] {
  const { user, attributes } = use;
  const verdict = canRequest(context, user, requestOf(use));
  const second = verdict.checks.filter((check) => check.purpose !== 'request' && isSame(check.user, user));
  return [attributes, ...second.map((check) => check.attributes), ...escalations(context, user, attributes)];
}

/** What sending a request as somebody else asked of whoever sent it. */
function askedAs(context: RequestContext, { user, attributes }: Use, sender: UserInfo): readonly RequestAttributes[] {
  // The server adds these groups by itself: nobody asks for them.
  const groups = user.groups.filter(
    (group) => group !== 'system:authenticated' && !group.startsWith('system:serviceaccounts'),
  );
  const verdict = canRequest(context, sender, { attributes, as: { user: user.name, groups } });
  return verdict.checks.filter((check) => check.purpose === 'impersonation').map((check) => check.attributes);
}

function keyOf(attributes: RequestAttributes): string {
  if (attributes.kind === 'url') return `${attributes.verb}\u0000${attributes.path}`;
  const { verb, group, resource, subresource, namespace, name } = attributes;
  return [verb, group, resource, subresource, namespace, name].join('\u0000');
}

/** Everything that a user asked of the authorizers, each once: by its own uses, and by those that it sent as others. */
export function needsOf(context: RequestContext, user: UserInfo, uses: readonly Use[]): readonly Need[] {
  const needs = new Map<string, Need>();
  const add = (attributes: RequestAttributes, { count, folded, first, last }: Use): void => {
    const key = keyOf(attributes);
    const known = needs.get(key) ?? { count: 0, first, last, folded: false };
    needs.set(key, {
      attributes,
      count: count + known.count,
      first: Math.min(first, known.first),
      last: Math.max(last, known.last),
      folded: folded || known.folded,
    });
  };
  for (const use of uses) {
    if (isSame(use.user, user)) for (const attributes of asked(context, use)) add(attributes, use);
    const { impersonator } = use;
    if (impersonator !== undefined && isSame(impersonator, user))
      for (const attributes of askedAs(context, use, user)) add(attributes, use);
  }
  return [...needs.values()];
}
