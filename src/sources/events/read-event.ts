import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { attributesOfHttp, type RequestAttributes } from '../../model/kube/index.ts';
import { readGoogleEntry } from './read-google.ts';
import type { AuditDecision, AuditIdentity, AuditRequest } from './types.ts';
import type { FoundEvent } from './unwrap.ts';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
]);
const LONGEST_TEXT = 500;

function textsIn(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Without a URI: what the reference to the object says. The name of what is created stands there too (from the body), but authorizers see none. */
function attributesOfReference(verb: string, reference: JsonObject): RequestAttributes {
  const subresource = textOf(reference['subresource']);
  const isMade = verb === 'create' && subresource === '';
  return {
    kind: 'resource',
    verb,
    group: textOf(reference['apiGroup']),
    resource: textOf(reference['resource']),
    subresource,
    namespace: textOf(reference['namespace']),
    name: isMade ? '' : textOf(reference['name']),
  };
}

/** What the authorizers saw: read from the URI as the server reads it, the verb being the event's own (only the server knows the method). */
function attributesOf(event: JsonObject): RequestAttributes | undefined {
  const [verb, uri, reference] = [textOf(event['verb']), textOf(event['requestURI']), event['objectRef']];
  // The verb of an OPTIONS request for a resource is empty.
  if (typeof event['verb'] !== 'string') return undefined;
  if (uri !== '') {
    const method = METHODS.get(verb) ?? 'GET';
    const read = attributesOfHttp(method, uri);
    return { ...read, verb };
  }
  return isObject(reference) && textOf(reference['resource']) !== ''
    ? attributesOfReference(verb, reference)
    : undefined;
}

/** Answers that only a request gets that authorization let through. */
function isPastAuthorization(code: number): boolean {
  return code === 101 || (code >= 200 && code < 400) || [404, 405, 409, 410, 415, 422].includes(code);
}

/**
 * What authorization said. The annotation tells; without it the status does, as far as it can: admission answers 403 too, and 429 may come before authorization.
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
export function decisionOf(annotation: string, code: number, message: string): AuditDecision {
  if (annotation === 'allow') return 'allowed';
  if (annotation === 'forbid') return 'forbidden';
  if (isPastAuthorization(code)) return 'allowed';
  if (code !== 403) return 'unknown';
  // Without a word it is taken for what it most often is: a refused probe must not look like something that may be done.
  return message === '' || / cannot [a-z*:-]+ (resource|path) "/.test(message.slice(0, 2000)) ? 'forbidden' : 'unknown';
}

function personOf(value: Json | undefined): { readonly user: string; readonly groups: readonly string[] } | undefined {
  const user = isObject(value) ? textOf(value['username']) : '';
  return user === '' ? undefined : { user, groups: textsIn(valueAt(value, ['groups'])) };
}

/** As whom the request was made, by its own event: the same name may have other groups in another one. */
function identityOf(event: JsonObject): AuditIdentity | undefined {
  const person = event['impersonatedUser'];
  if (personOf(person) === undefined) return undefined;
  const extra = valueAt(person, ['extra']);
  const entries = Object.entries(isObject(extra) ? extra : {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    groups: textsIn(valueAt(person, ['groups'])).toSorted(),
    uid: textOf(valueAt(person, ['uid'])),
    extra: Object.fromEntries(entries.map(([key, values]) => [key, textsIn(values).toSorted()])),
    constraint: textOf(valueAt(event, ['authenticationMetadata', 'impersonationConstraint'])),
  };
}

function codeOf(event: JsonObject): number {
  const code = valueAt(event, ['responseStatus', 'code']);
  return typeof code === 'number' ? code : 0;
}

const FORBIDDEN_REASON = 'authorization.k8s.io/reason';
const DECISION = 'authorization.k8s.io/decision';

function readPlain({ event, wrapping }: FoundEvent): AuditRequest | string {
  const sender = personOf(event['user']);
  const attributes = attributesOf(event);
  const received = textOf(event['requestReceivedTimestamp']);
  const time = Date.parse(received);
  if (sender === undefined) return 'an event without a user';
  if (attributes === undefined) return 'an event without a verb, or with neither a URI nor an object';
  if (Number.isNaN(time)) return 'an event without a time';
  const person = personOf(event['impersonatedUser']);
  const code = codeOf(event);
  const noted = (name: string): string => textOf(valueAt(event, ['annotations', name]));
  return {
    // Clients may choose the audit id, so it alone does not tell requests apart.
    key: JSON.stringify([
      event['auditID'] ?? '',
      received,
      sender.user,
      event['verb'] ?? '',
      event['requestURI'] ?? '',
    ]),
    answered: event['stage'] !== 'RequestReceived',
    ...(person ?? sender),
    impersonator: person === undefined ? undefined : sender,
    identity: identityOf(event),
    attributes,
    time,
    decision: decisionOf(noted(DECISION), code, textOf(valueAt(event, ['responseStatus', 'message']))),
    reason: noted(FORBIDDEN_REASON).slice(0, LONGEST_TEXT),
    code,
    userAgent: textOf(event['userAgent']).slice(0, LONGEST_TEXT),
    wrapping,
  };
}

/** Reads one event; the answer is a text that says what is missing where it cannot be read. Bodies are not looked at. */
export function readEvent(found: FoundEvent): AuditRequest | string {
  return found.wrapping === 'gke' && isObject(found.event['protoPayload'])
    ? readGoogleEntry(found.event)
    : readPlain(found);
}
