import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import type { ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { isOn } from './gates.ts';
import { accountNamed } from './identities.ts';
import { isSame, objectBefore } from './objects.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { allOf, anyOf, ask, NOTHING, provided } from './verdicts.ts';

const GROUP = 'resource.k8s.io';
const ALLOCATION = ['status', 'allocation'];

function devicesOf(claim: JsonObject): ReadonlyMap<string, JsonObject> {
  const devices = valueAt(claim, ['status', 'devices']);
  const keyOf = (device: JsonObject): string =>
    JSON.stringify(['driver', 'pool', 'device', 'shareID'].map((key) => textOf(device[key])));
  return new Map((isList(devices) ? devices.filter(isObject) : []).map((device) => [keyOf(device), device]));
}

/** Drivers of whose devices something is added, changed or taken away. */
function changedDrivers(before: JsonObject, after: JsonObject): readonly string[] {
  const [old, now] = [devicesOf(before), devicesOf(after)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((key) => !isSame(old.get(key), now.get(key)));
  const drivers = changed.map((key) => textOf((now.get(key) ?? old.get(key))?.['driver']));
  return [...new Set(drivers)].toSorted();
}

/** The only item of a list that has one. */
function only(value: Json | undefined): Json | undefined {
  return isList(value) && value.length === 1 ? value[0] : undefined;
}

/** The one node that an allocation is for, as its selector says by name; '' for any other selector. */
function nodeOf(claim: JsonObject): string {
  const term = only(valueAt(claim, [...ALLOCATION, 'nodeSelector', 'nodeSelectorTerms']));
  const field = only(valueAt(term, ['matchFields']));
  const expressions = valueAt(term, ['matchExpressions']);
  const isByField = !isList(expressions) || expressions.length === 0;
  const isName = valueAt(field, ['key']) === 'metadata.name' && valueAt(field, ['operator']) === 'In';
  return isByField && isName ? textOf(only(valueAt(field, ['values']))) : '';
}

function checkDriver(
  context: RequestContext,
  user: UserInfo,
  attributes: ResourceAttributes,
  isOwnNode: boolean,
): RequestVerdict {
  const { verb } = attributes;
  const by = (prefix: string) => () => ask(context, user, { ...attributes, verb: `${prefix}:${verb}` }, 'claim');
  return anyOf(isOwnNode ? [by('associated-node'), by('arbitrary-node')] : [by('arbitrary-node')]);
}

function isClaimStatus({ group, resource, subresource, verb }: ResourceAttributes): boolean {
  const isStatus = group === GROUP && resource === 'resourceclaims' && subresource === 'status';
  return isStatus && (verb === 'update' || verb === 'patch');
}

/**
 * From 1.36 on, allocating a claim and reporting on its devices need rights of their own beside the one on its status.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export function checkClaim(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  if (!isClaimStatus(attributes) || !isOn('DRAResourceClaimGranularStatusAuthorization', context)) return NOTHING;
  const before = objectBefore(context, request, attributes);
  const { body, boundNode = '' } = request;
  if (body === undefined || before === undefined)
    return provided(
      'the user may do what it changes: update or patch resourceclaims/binding, or resourceclaims/driver',
    );
  const paths = [ALLOCATION, ['status', 'reservedFor']];
  const binds = paths.some((path) => !isSame(valueAt(body, path), valueAt(before, path)));
  const bind = { ...attributes, subresource: 'binding', namespace: '', name: '' };
  const drivers = isObject(valueAt(body, ALLOCATION)) ? changedDrivers(before, body) : [];
  const isOwnNode = boundNode !== '' && accountNamed(user.name) !== undefined && nodeOf(body) === boundNode;
  const device = { ...attributes, subresource: 'driver' };
  return allOf([
    () => (binds ? ask(context, user, bind, 'claim') : NOTHING),
    ...drivers.map((name) => () => checkDriver(context, user, { ...device, name }, isOwnNode)),
  ]);
}
