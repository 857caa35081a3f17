import type { Access, Grant } from '../../../../src/model/facts/index.ts';
import type { JsonObject } from '../../../../src/model/json.ts';
import {
  type PolicyRule,
  type RequestAttributes,
  type ResourceAttributes,
  type Subject,
  serviceAccountUser,
  type UserInfo,
} from '../../../../src/model/kube/index.ts';
import { chance, pick, type Rng } from '../../../support/rng.ts';
import { ACCOUNTS, GROUPS, GROUPS_OF_API, NAMES, NAMESPACES, RESOURCES, URLS, USERS, VERBS } from './world.ts';

/** One SubjectAccessReview. */
export interface Question {
  readonly user: UserInfo;
  readonly attributes: RequestAttributes;
}

function randomUser(rng: Rng): UserInfo {
  if (chance(rng, 0.02)) return { name: 'root', groups: ['system:masters', 'system:authenticated'] };
  if (chance(rng, 0.45)) return serviceAccountUser(pick(rng, NAMESPACES), pick(rng, ACCOUNTS));
  if (chance(rng, 0.05)) return { name: 'system:anonymous', groups: ['system:unauthenticated'] };
  const groups = GROUPS.filter(() => chance(rng, 0.25));
  // A review takes the groups that it is given, fitting or not.
  return {
    name: pick(rng, USERS),
    groups: chance(rng, 0.8) ? [...new Set([...groups, 'system:authenticated'])] : groups,
  };
}

function resourceOf(text: string): { readonly resource: string; readonly subresource: string } {
  const [resource = '', subresource = ''] = text.split('/', 2);
  return { resource, subresource };
}

function randomAttributes(rng: Rng): RequestAttributes {
  if (chance(rng, 0.12)) return { kind: 'url', verb: pick(rng, ['get', 'post', 'head', 'put']), path: pick(rng, URLS) };
  return {
    kind: 'resource',
    verb: pick(rng, VERBS),
    group: pick(rng, GROUPS_OF_API),
    ...resourceOf(pick(rng, RESOURCES)),
    namespace: chance(rng, 0.25) ? '' : pick(rng, NAMESPACES),
    name: chance(rng, 0.5) ? '' : pick(rng, NAMES),
  };
}

function userOf(subject: Subject): UserInfo {
  if (subject.kind === 'ServiceAccount') return serviceAccountUser(subject.namespace || 'red', subject.name);
  if (subject.kind === 'User') return { name: subject.name, groups: ['system:authenticated'] };
  return { name: 'someone', groups: [subject.name] };
}

function concrete(rng: Rng, pattern: string, from: readonly string[]): string {
  return pattern === '*' ? pick(rng, from) : pattern;
}

function ofRule(rng: Rng, rule: PolicyRule, scope: string): RequestAttributes {
  const verb = concrete(rng, pick(rng, rule.verbs), VERBS);
  if (rule.nonResourceURLs.length > 0) {
    const url = pick(rng, rule.nonResourceURLs);
    return { kind: 'url', verb, path: url === '*' ? pick(rng, URLS) : url.replace(/\*$/, chance(rng, 0.5) ? 'x' : '') };
  }
  const written = pick(rng, rule.resources);
  const resource =
    written === '*' || written === '*/*'
      ? pick(rng, RESOURCES)
      : written.replace(/^\*\//, 'pods/').replace(/\/\*$/, '/exec');
  return {
    kind: 'resource',
    verb,
    group: concrete(rng, pick(rng, rule.apiGroups), GROUPS_OF_API),
    ...resourceOf(resource),
    namespace: scope === '' && chance(rng, 0.4) ? '' : scope === '' ? pick(rng, NAMESPACES) : scope,
    name: rule.resourceNames.length > 0 ? pick(rng, rule.resourceNames) : chance(rng, 0.4) ? pick(rng, NAMES) : '',
  };
}

/** One thing of a request made another: what is nearly allowed is where evaluators go wrong. */
function nudge(rng: Rng, attributes: RequestAttributes): RequestAttributes {
  if (attributes.kind === 'url')
    return chance(rng, 0.5) ? { ...attributes, path: `${attributes.path}x` } : { ...attributes, verb: 'put' };
  const changes: readonly Partial<ResourceAttributes>[] = [
    { verb: pick(rng, VERBS) },
    { group: pick(rng, GROUPS_OF_API) },
    resourceOf(pick(rng, RESOURCES)),
    { subresource: pick(rng, ['exec', 'scale', 'log', '']) },
    { namespace: chance(rng, 0.3) ? '' : pick(rng, NAMESPACES) },
    { name: chance(rng, 0.3) ? '' : pick(rng, NAMES) },
  ];
  return { ...attributes, ...pick(rng, changes) };
}

/** A random question; most are made from a grant and one of its rules, word for word or with one thing changed. */
export function randomQuestion(rng: Rng, access: Access): Question {
  const own = access.grants.filter(({ role }) => role !== undefined && role.rules.length > 0);
  if (own.length === 0 || chance(rng, 0.3)) return { user: randomUser(rng), attributes: randomAttributes(rng) };
  const grant: Grant = pick(rng, own);
  const rules = (grant.role?.rules ?? []).filter(
    ({ verbs, resources, apiGroups, nonResourceURLs }) =>
      verbs.length > 0 && (nonResourceURLs.length > 0 || (resources.length > 0 && apiGroups.length > 0)),
  );
  if (rules.length === 0) return { user: randomUser(rng), attributes: randomAttributes(rng) };
  const attributes = ofRule(rng, pick(rng, rules), grant.scope);
  return {
    user: chance(rng, 0.9) ? userOf(grant.subject) : randomUser(rng),
    attributes: chance(rng, 0.4) ? nudge(rng, attributes) : attributes,
  };
}

function specOf(attributes: RequestAttributes): JsonObject {
  if (attributes.kind === 'url') {
    const { verb, path } = attributes;
    return { nonResourceAttributes: { verb, path } };
  }
  const { verb, group, resource, subresource, namespace, name, fieldSelector = [] } = attributes;
  const plain = { verb, group, resource, subresource, namespace, name };
  if (fieldSelector.length === 0) return { resourceAttributes: plain };
  const requirements = fieldSelector.map(({ field, operator, value }) => ({
    key: field,
    operator: operator === '=' ? 'In' : 'NotIn',
    values: [value],
  }));
  return { resourceAttributes: { ...plain, fieldSelector: { requirements } } };
}

/** The body of the review that asks it. */
export function reviewOf({ user, attributes }: Question): JsonObject {
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: user.name, groups: [...user.groups], ...specOf(attributes) },
  };
}
