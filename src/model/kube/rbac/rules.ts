import { isList, isObject, type Json, type JsonObject, stringifyJson } from '../../json.ts';
import { combinedResource, type RequestAttributes, type ResourceAttributes } from './attributes.ts';

/** One rule of a Role or ClusterRole, as the API decodes it: what is absent is an empty list. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const ALL = '*';
const ANY_RESOURCE = '*/';

function textsIn(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The names that a rule is limited to. One of another type, which the API server refuses, must not read as no limit at all. */
function namesIn(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (isList(value) ? value : [value]).map((item) => (typeof item === 'string' ? item : stringifyJson(item)));
}

function readRule(rule: JsonObject): PolicyRule {
  return {
    verbs: textsIn(rule['verbs']),
    apiGroups: textsIn(rule['apiGroups']),
    resources: textsIn(rule['resources']),
    resourceNames: namesIn(rule['resourceNames']),
    nonResourceURLs: textsIn(rule['nonResourceURLs']),
  };
}

/** The rules of a role, each in its place; what is no rule matches nothing. */
export function rulesOf(role: JsonObject): readonly PolicyRule[] {
  const { rules } = role;
  return isList(rules) ? rules.map((rule) => readRule(isObject(rule) ? rule : {})) : [];
}

function covers(list: readonly string[], wanted: string): boolean {
  return list.includes(ALL) || list.includes(wanted);
}

function matchesResource({ resources }: PolicyRule, attributes: ResourceAttributes): boolean {
  if (covers(resources, combinedResource(attributes))) return true;
  return attributes.subresource !== '' && resources.includes(ANY_RESOURCE + attributes.subresource);
}

/** `*` anywhere but at the end is a literal, and so is the empty prefix of `*` alone, which is all. */
function matchesUrl({ nonResourceURLs }: PolicyRule, path: string): boolean {
  return nonResourceURLs.some(
    (url) => url === ALL || url === path || (url.endsWith(ALL) && path.startsWith(url.replace(/\*+$/, ''))),
  );
}

// `*` stands for all of a list and, before a slash, for every resource; nothing else in a rule is a pattern.
/** Whether a rule allows a request, exactly as the RBAC authorizer decides it. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function ruleAllows(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (!covers(rule.verbs, attributes.verb)) return false;
  if (attributes.kind === 'url') return matchesUrl(rule, attributes.path);
  const { group, name } = attributes;
  if (!covers(rule.apiGroups, group) || !matchesResource(rule, attributes)) return false;
  return rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
}

/** Whether a real request of this kind names nothing when it is authorized: a rule that is limited to names never allows it. */
export function isNameless({ verb, subresource }: ResourceAttributes): boolean {
  return verb === 'deletecollection' || (verb === 'create' && subresource === '');
}

/**
 * Whether a rule gives a right to make a request, for some object at least: one that is limited to names does so for what it names, but never creation by POST or deletion
 * of a collection, which name nothing. The request's own name is not looked at.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function ruleGives(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (attributes.kind === 'url') return ruleAllows(rule, attributes);
  const [name = ''] = rule.resourceNames;
  return ruleAllows(rule, { ...attributes, name: isNameless(attributes) ? '' : name });
}
