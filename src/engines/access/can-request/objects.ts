import { answer, type Answer, type KubeObject } from '../../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, stringifyJson } from '../../../model/json.ts';
import { findApiResource, type ResourceAttributes } from '../../../model/kube/index.ts';
import type { ApiRequest, RequestContext } from './types.ts';

/** The named object of a request in the Cluster; an open answer where its kind is not known. */
export function findTarget({ cluster, minor }: RequestContext, attributes: ResourceAttributes): Answer<KubeObject> {
  const { group, resource, name } = attributes;
  const found = findApiResource(group, resource, '', minor);
  const gk = found === undefined ? undefined : group === '' ? found.kind : `${found.kind}.${group}`;
  if (gk === undefined || name === '') {
    const reason = 'the kind of this resource is not known';
    return answer([], [{ gk: resource, namespace: attributes.namespace, name, state: 'open', reason }]);
  }
  return cluster.get(gk, found?.namespaced === true ? attributes.namespace : '', name);
}

/** The object before the request, as it was said or as the Cluster has it. */
export function objectBefore(
  context: RequestContext,
  request: ApiRequest,
  attributes: ResourceAttributes,
): JsonObject | undefined {
  return request.before ?? findTarget(context, attributes).items[0]?.data;
}

const NOT_COMPARED = ['ownerReferences', 'finalizers', 'selfLink', 'managedFields'];

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** A value in one order of keys, without what is empty: unset and empty are the same to the API server. */
function settle(value: Json): Json {
  if (isList(value)) return value.map(settle);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]): readonly (readonly [string, Json])[] => {
    const settled = item === undefined || item === null ? undefined : settle(item);
    return settled === undefined || isEmpty(settled) ? [] : [[key, settled]];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** Whether two values are the same to the API server. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  const text = (value: Json | undefined): string =>
    isEmpty(value) || value === undefined ? '' : stringifyJson(settle(value));
  return text(one) === text(other);
}

function withoutOwned(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata)) return object;
  return {
    ...object,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !NOT_COMPARED.includes(key))),
  };
}

/** Whether a change is of fields only that garbage collection writes, which nobody has to hold anything for. */
export function changesOnlyOwnership(after: JsonObject, before: JsonObject): boolean {
  return isSame(withoutOwned(after), withoutOwned(before));
}
