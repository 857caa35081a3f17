import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { textOf } from './expand.ts';

// Openings of actions of Go templates as Helm charts have them, and of Jinja statements.
const GO_ACTION =
  /\{\{-? *(?:\/\*|\.|\$|\(|if |range |with |else|end|include |define |template |block |toYaml |tpl |default |quote |printf |lookup |required )|\{%-? /;

// Only Helm has these.
const HELM_VALUE = /\{\{[^{}]*\.(?:Values|Release|Chart|Capabilities|Files)\b/;

/** Tells whether text that could not be read looks like a template rather than like a mistake. */
export function looksTemplated(text: string): boolean {
  return text.includes('{') && GO_ACTION.test(text);
}

function holdsPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && (value.includes('{{') || value.includes('{%'));
}

function holdsHelmValue(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.includes('{{') && HELM_VALUE.test(value);
  if (isList(value)) return value.some(holdsHelmValue);
  return isObject(value) && Object.values(value).some(holdsHelmValue);
}

/**
 * Tells whether an object that reads well is a template all the same: its name is a placeholder, or its spec has values that Helm would fill in.
 * Kinds that carry text for others (ConfigMap, custom resources with their own templates) may hold braces and are what they are.
 */
export function isUnrenderedObject(data: JsonObject): boolean {
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  if ([data['apiVersion'], data['kind'], metadata['name'], metadata['namespace']].some(holdsPlaceholder)) return true;
  const group = textOf(data['apiVersion']);
  const builtin = !group.includes('.') || /^[^/]*\.k8s\.io\//.test(group);
  return builtin && data['kind'] !== 'ConfigMap' && data['kind'] !== 'Secret' && holdsHelmValue(data['spec']);
}
