import { type Gap, type KubeObject } from '../../../model/cluster/index.ts';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import {
  MASTERS,
  type PolicyRule,
  type ResourceAttributes,
  rulesOf,
  uncoveredRules,
  type UserInfo,
} from '../../../model/kube/index.ts';
import { gapsFor } from '../access.ts';
import { RBAC_KINDS } from '../grants.ts';
import { changesOnlyOwnership, objectBefore } from './objects.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { about, anyOf, ask, NOTHING, provided, refused } from './verdicts.ts';

const GROUP = 'rbac.authorization.k8s.io';
const WRITES = ['create', 'update', 'patch'];
const ROLES = ['roles', 'clusterroles'];
const BINDINGS = ['rolebindings', 'clusterrolebindings'];
const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/** Whether the user holds all of some rules in the scope of the write, by RBAC alone: no other authorizer is asked for rules. */
function holds(
  context: RequestContext,
  user: UserInfo,
  rules: readonly PolicyRule[],
  namespace: string,
): RequestVerdict {
  const lacking = uncoveredRules(context.access.rulesFor(user, namespace), rules);
  if (lacking.length === 0) return NOTHING;
  const gaps: readonly Gap[] = gapsFor(context.cluster, namespace === '' ? [''] : ['', namespace]);
  if (gaps.length > 0) return { decision: 'unknown', checks: [], gaps };
  return { decision: 'denied', checks: [], reason: `${user.name} does not hold what it would grant`, lacking };
}

function isAggregated(role: JsonObject | undefined): boolean {
  const selectors = valueAt(role, ['aggregationRule', 'clusterRoleSelectors']);
  return isList(selectors) && selectors.length > 0;
}

/** A role may be written by who holds its rules, or may `escalate` on it; one that gathers rules by who holds everything. */
function checkRole(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  const escalate = (): RequestVerdict => ask(context, user, { ...attributes, verb: 'escalate' }, 'escalation');
  const { body } = request;
  if (body === undefined) return anyOf([escalate, () => provided('the user holds every rule that is written')]);
  const before = objectBefore(context, request, attributes);
  const gathers = attributes.resource === 'clusterroles' && (isAggregated(body) || isAggregated(before));
  const rules = gathers ? [...rulesOf(body), ...EVERYTHING] : rulesOf(body);
  return anyOf([escalate, () => holds(context, user, rules, attributes.namespace)]);
}

/** The role that a binding names in a namespace, with the rules in force. */
function rolesNamed(
  { access }: RequestContext,
  kind: string,
  name: string,
  namespace: string,
): readonly PolicyRule[] | undefined {
  const isIt = (object: KubeObject): boolean =>
    object.ref.kind === kind && object.ref.name === name && object.ref.namespace === (kind === 'Role' ? namespace : '');
  return access.roles.findLast(({ object }) => isIt(object))?.rules;
}

function checkReferred(
  context: RequestContext,
  user: UserInfo,
  { kind, name }: { readonly kind: string; readonly name: string },
  namespace: string,
): RequestVerdict {
  const rules = rolesNamed(context, kind, name, namespace);
  if (rules !== undefined) return holds(context, user, rules, namespace);
  const { gaps } = context.cluster.list(
    kind === 'Role' ? RBAC_KINDS.role : RBAC_KINDS.clusterRole,
    kind === 'Role' ? namespace : '',
  );
  if (gaps.length > 0) return { decision: 'unknown', checks: [], gaps };
  return refused(`${kind} ${name} does not exist, so only who may bind it can name it`);
}

/** A role may be bound by who holds its rules where the binding holds, or may `bind` it there. */
function checkBinding(
  context: RequestContext,
  user: UserInfo,
  { body }: ApiRequest,
  { namespace }: ResourceAttributes,
): RequestVerdict {
  const roleRef = body === undefined ? undefined : body['roleRef'];
  const bindOf = (resource: string, name: string): RequestVerdict =>
    ask(context, user, about({ verb: 'bind', group: GROUP, resource, namespace, name }), 'escalation');
  if (!isObject(roleRef)) {
    const anyRole = (): RequestVerdict => bindOf('clusterroles', '');
    return anyOf([anyRole, () => provided('the user may bind the role, or holds every rule of it')]);
  }
  const kind = textOf(roleRef['kind']);
  const name = textOf(roleRef['name']);
  if (kind !== 'Role' && kind !== 'ClusterRole') return refused(`a binding cannot refer to a ${kind}`);
  const resource = kind === 'Role' ? 'roles' : 'clusterroles';
  return anyOf([() => bindOf(resource, name), () => checkReferred(context, user, { kind, name }, namespace)]);
}

function isGrant({ group, resource, subresource, verb }: ResourceAttributes): boolean {
  const isRbac = group === GROUP && subresource === '' && (ROLES.includes(resource) || BINDINGS.includes(resource));
  return isRbac && WRITES.includes(verb);
}

/**
 * Whoever writes a role must hold its rules (or may `escalate`), and whoever writes a binding those of its role (or may `bind` it).
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function checkEscalation(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  if (!isGrant(attributes) || user.groups.includes(MASTERS)) return NOTHING;
  const isNew = attributes.verb === 'create' || request.exists === false;
  const before = isNew ? undefined : objectBefore(context, request, attributes);
  if (before !== undefined && request.body !== undefined && changesOnlyOwnership(request.body, before)) return NOTHING;
  return ROLES.includes(attributes.resource)
    ? checkRole(context, user, request, attributes)
    : checkBinding(context, user, request, attributes);
}
