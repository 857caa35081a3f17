import { isObject, type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import { apiResources, MASTERS, type ResourceAttributes, type UserInfo } from '../../../model/kube/index.ts';
import { isSame, objectBefore } from './objects.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { about, ask, NOTHING, provided } from './verdicts.ts';

const GROUP = 'admissionregistration.k8s.io';
const WRITES = ['create', 'update', 'patch'];
const POLICIES = ['validatingadmissionpolicies', 'mutatingadmissionpolicies'];
const BINDINGS: ReadonlyMap<string, string> = new Map([
  ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicy'],
  ['mutatingadmissionpolicybindings', 'MutatingAdmissionPolicy'],
]);

/** Where objects of a kind of parameters are read; `*` for what cannot be found out. */
function placeOf(
  context: RequestContext,
  paramKind: JsonObject,
): { readonly group: string; readonly resource: string } {
  const apiVersion = textOf(paramKind['apiVersion']);
  const kind = textOf(paramKind['kind']);
  const parts = apiVersion.split('/');
  if (parts.length > 2) return { group: '*', resource: '*' };
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  for (const one of apiResources(context.minor))
    if (one.group === group && one.kind === kind && one.subresource === '') return { group, resource: one.resource };
  const definitions = context.cluster.list('CustomResourceDefinition.apiextensions.k8s.io', '').items;
  const found = definitions.find(
    ({ data }) => valueAt(data, ['spec', 'group']) === group && valueAt(data, ['spec', 'names', 'kind']) === kind,
  );
  const plural = textOf(valueAt(found?.data, ['spec', 'names', 'plural']));
  return { group, resource: plural === '' ? '*' : plural };
}

function checkPolicy(
  context: RequestContext,
  user: UserInfo,
  body: JsonObject,
  before: JsonObject | undefined,
): RequestVerdict {
  const paramKind = valueAt(body, ['spec', 'paramKind']);
  if (!isObject(paramKind) || isSame(paramKind, valueAt(before, ['spec', 'paramKind']))) return NOTHING;
  // A namespace and a name of `*` are met by rules for all only, or by one for a thing of that name.
  const all = { namespace: '*', name: '*' };
  return ask(context, user, about({ verb: 'get', ...placeOf(context, paramKind), ...all }), 'parameters');
}

function checkPolicyBinding(
  context: RequestContext,
  user: UserInfo,
  { body, before }: { readonly body: JsonObject; readonly before: JsonObject | undefined },
  policyKind: string,
): RequestVerdict {
  const paramRef = valueAt(body, ['spec', 'paramRef']);
  const policyName = textOf(valueAt(body, ['spec', 'policyName']));
  if (!isObject(paramRef)) return NOTHING;
  const isAsBefore =
    isSame(paramRef, valueAt(before, ['spec', 'paramRef'])) &&
    policyName === textOf(valueAt(before, ['spec', 'policyName']));
  if (isAsBefore) return NOTHING;
  const policy = context.cluster.get(`${policyKind}.${GROUP}`, '', policyName);
  const paramKind = valueAt(policy.items[0]?.data, ['spec', 'paramKind']);
  const place = isObject(paramKind) ? placeOf(context, paramKind) : { group: '*', resource: '*' };
  const name = textOf(paramRef['name']);
  const attributes = about({
    verb: name === '' ? 'list' : 'get',
    ...place,
    name,
    namespace: textOf(paramRef['namespace']),
  });
  const verdict = ask(context, user, attributes, 'parameters');
  // Which kind the policy has is not known: the right on everything, which was asked for, is more than it may need.
  return verdict.decision === 'denied' && policy.items.length === 0 && policy.gaps.length > 0
    ? { decision: 'unknown', checks: verdict.checks, gaps: policy.gaps }
    : verdict;
}

/**
 * Whoever writes an admission policy with parameters must be able to read them, since a policy may tell what is in them.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#parameter-resources
 */
export function checkParameters(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  const { group, resource, subresource, verb } = attributes;
  const policyKind = BINDINGS.get(resource);
  const isPolicy = POLICIES.includes(resource);
  if (group !== GROUP || subresource !== '' || !WRITES.includes(verb) || !(isPolicy || policyKind !== undefined))
    return NOTHING;
  if (user.groups.includes(MASTERS)) return NOTHING;
  const { body } = request;
  if (body === undefined) return provided('the user may read the parameters, if there are any');
  const before = verb === 'create' ? undefined : objectBefore(context, request, attributes);
  return policyKind === undefined
    ? checkPolicy(context, user, body, before)
    : checkPolicyBinding(context, user, { body, before }, policyKind);
}
