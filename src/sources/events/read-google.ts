import { isList, isObject, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { attributesOfHttp, type RequestAttributes, userInfo } from '../../model/kube/index.ts';
import type { AuditDecision, AuditRequest } from './types.ts';

/** google.rpc.Code → the HTTP status it stands for, where authorization reads it. */
const HTTP_CODES: Readonly<Record<number, number>> = {
  0: 200,
  5: 404,
  6: 409,
  7: 403,
  16: 401,
};
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/**
 * From `io.k8s.core.v1.pods.exec.create` and `core/v1/namespaces/shop/pods/web/exec`: the verb is the last word of the method; group, place and name are the resource's path,
 * the core group being spelled out.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/audit-logging
 */
function attributesOf(method: string, resource: string): RequestAttributes | undefined {
  const verb = method.slice(method.lastIndexOf('.') + 1).toLowerCase();
  if (!VERBS.includes(verb) || resource.split('/').length < 3) return undefined;
  const path = resource.startsWith('core/') ? `/api/${resource.slice('core/'.length)}` : `/apis/${resource}`;
  const read = attributesOfHttp('GET', encodeURI(path));
  if (read.kind === 'url') return undefined;
  const isMade = verb === 'create' && read.subresource === '';
  return { ...read, verb, name: isMade ? '' : read.name };
}

function decisionOf(entry: JsonObject, code: number): AuditDecision {
  const label = textOf(valueAt(entry, ['labels', 'authorization.k8s.io/decision']));
  if (label === 'allow') return 'allowed';
  if (label === 'forbid') return 'forbidden';
  const infos = valueAt(entry, ['protoPayload', 'authorizationInfo']);
  const granted = isList(infos) ? infos.filter(isObject).map((info) => info['granted'] === true) : [];
  if (granted.length > 0) return granted.every(Boolean) ? 'allowed' : 'forbidden';
  if ([200, 404, 409].includes(code)) return 'allowed';
  return code === 403 && textOf(valueAt(entry, ['protoPayload', 'status', 'message'])) === '' ? 'forbidden' : 'unknown';
}

/** Cloud Logging drops `status` of what went well, and its code 0. */
function codeOf(payload: JsonObject): number {
  const code = valueAt(payload, ['status', 'code']) ?? 0;
  return typeof code === 'number' ? (HTTP_CODES[code] ?? 0) : 0;
}

/** Reads an entry of Cloud Logging. Groups are not logged there: those that follow from the name are taken. */
export function readGoogleEntry(entry: JsonObject): AuditRequest | string {
  const payload = isObject(entry['protoPayload']) ? entry['protoPayload'] : {};
  const [method, resource] = [textOf(payload['methodName']), textOf(payload['resourceName'])];
  const user = textOf(valueAt(payload, ['authenticationInfo', 'principalEmail']));
  const received = textOf(entry['timestamp']);
  const attributes = attributesOf(method, resource);
  if (user === '') return 'an entry without a principal';
  if (attributes === undefined)
    return `an entry whose method is no request to the Kubernetes API (${method.slice(0, 80)})`;
  if (Number.isNaN(Date.parse(received))) return 'an entry without a time';
  const code = codeOf(payload);
  // A long request has two entries, its first and its last, that share the operation.
  const operation = textOf(valueAt(entry, ['operation', 'id']));
  const id = operation === '' ? [entry['insertId'] ?? '', received] : [operation];
  return {
    key: JSON.stringify([...id, user, method, resource]),
    answered: true,
    user,
    groups: userInfo(user).groups,
    impersonator: undefined,
    identity: undefined,
    attributes,
    time: Date.parse(received),
    decision: decisionOf(entry, code),
    reason: textOf(valueAt(entry, ['labels', 'authorization.k8s.io/reason'])).slice(0, 500),
    code,
    userAgent: textOf(valueAt(payload, ['requestMetadata', 'callerSuppliedUserAgent'])).slice(0, 500),
    wrapping: 'gke',
  };
}
