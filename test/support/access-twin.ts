import type { KubeObject } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../src/model/json.ts';
import type { RequestAttributes, UserInfo } from '../../src/model/kube/index.ts';

/** Mistakes that tools make about RBAC; the twin makes one when it is told to. */
export const ACCESS_FAULTS = [
  'pods/* is a pattern',
  'resource * leaves subresources out',
  '*/sub is no pattern',
  'a resource covers its subresources',
  'the API group does not count',
  'rules with resourceNames do not count',
  '* in resourceNames is a pattern',
  'a list is never allowed by name',
  'a ClusterRole bound by a RoleBinding holds everywhere',
  'a Role cannot be bound to another namespace’s account',
  'the first rule of a role decides',
  'the first binding decides',
  'groups do not count',
  'URLs of ClusterRoles count in RoleBindings’ requests only',
  '* in a URL stands anywhere',
  'verb * leaves unknown verbs out',
  'aggregated roles have no rules',
  'system:masters needs a binding',
  'a namespaced binding does not count for cluster-scoped resources',
] as const;
/** One of ACCESS_FAULTS. */
export type AccessFault = (typeof ACCESS_FAULTS)[number];

function texts(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

const KNOWN_VERBS = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']);
const CLUSTER_SCOPED = new Set(['nodes', 'namespaces', 'clusterroles', 'users', 'groups', 'signers']);

function verbMatches(rule: JsonObject, verb: string, fault: AccessFault | undefined): boolean {
  const verbs = texts(rule['verbs']);
  if (verbs.includes(verb)) return true;
  return verbs.includes('*') && (fault !== 'verb * leaves unknown verbs out' || KNOWN_VERBS.has(verb));
}

function resourceMatches(
  rule: JsonObject,
  resource: string,
  subresource: string,
  fault: AccessFault | undefined,
): boolean {
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  return texts(rule['resources']).some((one) => {
    if (one === full) return true;
    if (one === '*') return fault !== 'resource * leaves subresources out' || subresource === '';
    if (fault === 'pods/* is a pattern' && one === `${resource}/*`) return true;
    if (fault === 'a resource covers its subresources' && one === resource) return true;
    return subresource !== '' && one === `*/${subresource}` && fault !== '*/sub is no pattern';
  });
}

function nameMatches(rule: JsonObject, verb: string, name: string, fault: AccessFault | undefined): boolean {
  const names = texts(rule['resourceNames']);
  if (names.length === 0) return true;
  if (fault === 'rules with resourceNames do not count') return false;
  if (fault === 'a list is never allowed by name' && (verb === 'list' || verb === 'watch')) return false;
  return names.includes(name) || (fault === '* in resourceNames is a pattern' && names.includes('*'));
}

function urlMatches(rule: JsonObject, path: string, fault: AccessFault | undefined): boolean {
  return texts(rule['nonResourceURLs']).some((url) => {
    if (url === '*' || url === path) return true;
    if (fault === '* in a URL stands anywhere') {
      const [before = '', after = ''] = url.split('*');
      return url.includes('*') && path.startsWith(before) && path.endsWith(after);
    }
    return url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''));
  });
}

function allows(rule: JsonObject, attributes: RequestAttributes, fault: AccessFault | undefined): boolean {
  if (!verbMatches(rule, attributes.verb, fault)) return false;
  if (attributes.kind === 'url') return urlMatches(rule, attributes.path, fault);
  const { group, resource, subresource, verb, name } = attributes;
  const groups = texts(rule['apiGroups']);
  const isGroup =
    groups.includes('*') || groups.includes(group) || (fault === 'the API group does not count' && groups.length > 0);
  return isGroup && resourceMatches(rule, resource, subresource, fault) && nameMatches(rule, verb, name, fault);
}

function applies(subject: JsonObject, user: UserInfo, namespace: string, fault: AccessFault | undefined): boolean {
  const name = textOf(subject['name']);
  if (subject['kind'] === 'User') return user.name === name;
  if (subject['kind'] === 'Group') return fault !== 'groups do not count' && user.groups.includes(name);
  if (subject['kind'] !== 'ServiceAccount') return false;
  const own = textOf(subject['namespace']);
  if (
    fault === 'a Role cannot be bound to another namespace’s account' &&
    namespace !== '' &&
    own !== '' &&
    own !== namespace
  )
    return false;
  const place = own === '' ? namespace : own;
  return place !== '' && user.name === `system:serviceaccount:${place}:${name}`;
}

/** The rules of a role as the server keeps them: aggregation is the controller's work, and already done. */
function rulesOf(role: KubeObject | undefined, fault: AccessFault | undefined): readonly JsonObject[] {
  if (role === undefined) return [];
  if (fault === 'aggregated roles have no rules' && isObject(role.data['aggregationRule'])) return [];
  const rules = objects(role.data['rules']);
  return fault === 'the first rule of a role decides' ? rules.slice(0, 1) : rules;
}

function isInScope(binding: KubeObject, attributes: RequestAttributes, fault: AccessFault | undefined): boolean {
  const { namespace } = binding.ref;
  if (namespace === '') return true;
  if (
    fault === 'a ClusterRole bound by a RoleBinding holds everywhere' &&
    valueAt(binding.data, ['roleRef', 'kind']) === 'ClusterRole'
  )
    return true;
  if (attributes.kind === 'url') return fault === 'URLs of ClusterRoles count in RoleBindings’ requests only';
  if (
    fault === 'a namespaced binding does not count for cluster-scoped resources' &&
    CLUSTER_SCOPED.has(attributes.resource)
  )
    return false;
  return attributes.namespace === namespace;
}

/**
 * Says whether RBAC allows a request, by looking at everything and with nothing of the engine: the twin that it is compared with. With a fault it makes one mistake.
 */
export function twinAllows(
  objectsOfCluster: readonly KubeObject[],
  user: UserInfo,
  attributes: RequestAttributes,
  fault?: AccessFault,
): boolean {
  if (user.groups.includes('system:masters') && fault !== 'system:masters needs a binding') return true;
  const bindings = objectsOfCluster.filter(
    ({ ref }) => ref.kind === 'ClusterRoleBinding' || ref.kind === 'RoleBinding',
  );
  for (const binding of bindings) {
    const { namespace } = binding.ref;
    if (!isInScope(binding, attributes, fault)) continue;
    if (!objects(binding.data['subjects']).some((subject) => applies(subject, user, namespace, fault))) continue;
    const kind = valueAt(binding.data, ['roleRef', 'kind']);
    const name = valueAt(binding.data, ['roleRef', 'name']);
    const place = kind === 'Role' ? namespace : '';
    const role = objectsOfCluster.find(({ ref }) => ref.kind === kind && ref.name === name && ref.namespace === place);
    if (rulesOf(role, fault).some((rule) => allows(rule, attributes, fault))) return true;
    if (fault === 'the first binding decides') return false;
  }
  return false;
}
