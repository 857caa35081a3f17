import { canRequest, type ApiRequest, type RequestContext } from '../../../../src/engines/access/index.ts';
import { isList, isObject, type JsonObject, valueAt } from '../../../../src/model/json.ts';
import {
  accountOf,
  combinedResource,
  type RequestAttributes,
  type ResourceAttributes,
  type UserInfo,
} from '../../../../src/model/kube/index.ts';
import { chance, pick, type Rng } from '../../../support/rng.ts';
import { binding, NAMESPACES, RBAC, role } from './fixtures.ts';

/** A right that somebody may need. */
interface Need {
  readonly user: UserInfo;
  readonly attributes: RequestAttributes;
}

const BESIDE_USERS = ['groups', 'uids', 'userextras'];

/** Of a right on a signer and one on its domain, which is asked for next, one is enough; and a user without the groups is what tools overlook. */
function isLeftOut(rng: Rng, { attributes }: Need, next: Need | undefined): boolean {
  if (attributes.kind === 'resource' && BESIDE_USERS.includes(attributes.resource)) return chance(rng, 0.4);
  const isDomain = next?.attributes.kind === 'resource' && next.attributes.name.endsWith('/*');
  return isDomain && attributes.kind === 'resource' && attributes.resource === 'signers' && chance(rng, 0.9);
}

/** Everything that our engine asks about on the way of a request, whatever the answers are: some are yes, some no, by chance. */
export function needsOf(rng: Rng, context: RequestContext, user: UserInfo, request: ApiRequest): readonly Need[] {
  const needs: Need[] = [];
  const access: RequestContext['access'] = {
    ...context.access,
    rulesFor: () => [],
    authorize(asking, attributes) {
      needs.push({ user: asking, attributes });
      return chance(rng, 0.8) ? { decision: 'allowed', because: { by: 'masters' } } : { decision: 'denied' };
    },
  };
  // Now and then also what another version would ask for, which gives nothing here.
  const gates = chance(rng, 0.6) ? {} : { ConstrainedImpersonation: context.minor < 36 };
  canRequest({ ...context, access, gates }, user, request);
  return needs.filter((need, index) => !isLeftOut(rng, need, needs[index + 1]));
}

function subjectOf(rng: Rng, { name, groups }: UserInfo): JsonObject {
  const account = accountOf(name);
  const apiGroup = 'rbac.authorization.k8s.io';
  if (account !== undefined && chance(rng, 0.7)) return { kind: 'ServiceAccount', ...account };
  if (groups.length > 0 && chance(rng, 0.1)) return { kind: 'Group', apiGroup, name: pick(rng, groups) };
  return { kind: 'User', apiGroup, name };
}

/** How often a right is given by name: one on all groups or signers would leave nothing to refuse. */
function namedShare({ verb, resource }: ResourceAttributes): number {
  return resource === 'signers' || verb.startsWith('impersonate') ? 0.85 : 0.35;
}

/** A rule that gives a right: narrow mostly, now and then wider, and now and then beside it. */
function ruleFor(rng: Rng, attributes: RequestAttributes): JsonObject {
  const verbs = [chance(rng, 0.05) ? '*' : attributes.verb];
  if (attributes.kind === 'url') return { verbs, nonResourceURLs: [attributes.path] };
  const { group, resource, subresource, name } = attributes;
  const wide = subresource === '' ? '*' : pick(rng, ['*', `*/${subresource}`, resource]);
  return {
    verbs,
    apiGroups: [chance(rng, 0.05) ? '*' : group],
    resources: [chance(rng, 0.06) ? wide : combinedResource(attributes)],
    ...(name !== '' && chance(rng, namedShare(attributes))
      ? { resourceNames: [chance(rng, 0.85) ? name : 'other'] }
      : {}),
  };
}

/** What is posted to give a right, in the narrowest place mostly. */
export function grant(rng: Rng, id: string, { user, attributes }: Need): readonly (readonly [string, JsonObject])[] {
  const subjects = [subjectOf(rng, user)];
  const rules = [ruleFor(rng, attributes)];
  const namespace = attributes.kind === 'url' ? '' : attributes.namespace;
  const isLocal = (NAMESPACES as readonly string[]).includes(namespace) && chance(rng, 0.7);
  if (isLocal) {
    const path = `${RBAC}/namespaces/${namespace}`;
    return [
      [`${path}/roles`, role('Role', id, rules)],
      [`${path}/rolebindings`, binding('RoleBinding', id, { kind: 'Role', name: id }, subjects)],
    ];
  }
  return [
    [`${RBAC}/clusterroles`, role('ClusterRole', id, rules)],
    [`${RBAC}/clusterrolebindings`, binding('ClusterRoleBinding', id, { kind: 'ClusterRole', name: id }, subjects)],
  ];
}

/** Gives what a written role holds, so that it may be written without `escalate`. */
export function grantRules(
  id: string,
  user: UserInfo,
  request: ApiRequest,
): readonly (readonly [string, JsonObject])[] {
  const rules = valueAt(request.body, ['rules']);
  if (!isList(rules) || rules.length === 0) return [];
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user.name }];
  return [
    [`${RBAC}/clusterroles`, role('ClusterRole', id, rules.filter(isObject))],
    [`${RBAC}/clusterrolebindings`, binding('ClusterRoleBinding', id, { kind: 'ClusterRole', name: id }, subjects)],
  ];
}
