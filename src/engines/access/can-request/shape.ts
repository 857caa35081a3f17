import { isList, isObject, textOf, valueAt } from '../../../model/json.ts';
import { combinedResource, findApiResource, type ResourceAttributes } from '../../../model/kube/index.ts';
import type { RequestContext, ServedResource } from './types.ts';

/** Verbs that HTTP requests have; the others are asked by second checks, by kubelets and by people's own reviews. */
const OF_REQUESTS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
/** Verbs that a namespaced resource can be asked by in all namespaces at once. */
const ACROSS_NAMESPACES = ['list', 'watch'];
/** Resources that kubelets and second checks ask about: no request reaches them by the API server, yet rules name them. */
const ASKED_ELSEWHERE = [
  'nodes/metrics',
  'nodes/log',
  'nodes/stats',
  'nodes/spec',
  'nodes/configz',
  'nodes/healthz',
  'nodes/pods',
];

/** Scope and verbs of a custom resource, as its definition says; subresources are `status` and `scale`. */
function ofDefinition(
  context: RequestContext,
  { group, resource, subresource }: ResourceAttributes,
): ServedResource | undefined {
  const gk = 'CustomResourceDefinition.apiextensions.k8s.io';
  const found = context.cluster.get(gk, '', `${resource}.${group}`).items[0];
  if (found === undefined) return undefined;
  const versions = valueAt(found.data, ['spec', 'versions']);
  const has = (isList(versions) ? versions : []).some((version) =>
    isObject(valueAt(version, ['subresources', subresource])),
  );
  if (subresource !== '' && !has) return undefined;
  const verbs = subresource === '' ? OF_REQUESTS : ['get', 'patch', 'update'];
  return { namespaced: textOf(valueAt(found.data, ['spec', 'scope'])) === 'Namespaced', verbs };
}

function find(context: RequestContext, attributes: ResourceAttributes): ServedResource | undefined {
  const { group, resource, subresource } = attributes;
  return (
    context.discovery?.(group, resource, subresource) ??
    findApiResource(group, resource, subresource, context.minor) ??
    ofDefinition(context, attributes)
  );
}

function scopeReason(attributes: ResourceAttributes, namespaced: boolean): string | undefined {
  const { verb, resource, namespace } = attributes;
  const text = combinedResource(attributes);
  if (!namespaced && namespace !== '' && resource !== 'namespaces')
    return `${text} is in no namespace, so there is no such request inside ${namespace}`;
  if (namespaced && namespace === '' && !ACROSS_NAMESPACES.includes(verb))
    return `${text} can be asked by ${verb} in a namespace only`;
  return undefined;
}

/**
 * Why a request that is authorized is still not served: a namespace for what is in none, none for what is in one, a verb that the resource does not have. Undefined when it is served,
 * or when nothing is known of the resource.
 */
export function unservedReason(context: RequestContext, attributes: ResourceAttributes): string | undefined {
  const { verb } = attributes;
  const text = combinedResource(attributes);
  if (!OF_REQUESTS.includes(verb) || ASKED_ELSEWHERE.includes(text)) return undefined;
  const served = find(context, attributes);
  if (served === undefined) return context.discovery === undefined ? undefined : `the server has no resource ${text}`;
  if (!served.verbs.includes(verb)) return `${text} cannot be asked by ${verb}`;
  return scopeReason(attributes, served.namespaced);
}

/** A request for a Namespace carries its name as namespace too, whether its asker said so or not. */
export function settleNamespace(attributes: ResourceAttributes): ResourceAttributes {
  const { group, resource, name } = attributes;
  return group === '' && resource === 'namespaces' && name !== '' ? { ...attributes, namespace: name } : attributes;
}
