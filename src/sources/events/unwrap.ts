import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import type { AuditWrapping } from './types.ts';

/** An event as it was found, still to be read: of the API server's own form, or of Google's. */
export interface FoundEvent {
  readonly event: JsonObject;
  readonly wrapping: AuditWrapping;
}

/** What came out of one value: events, and how many parts were something else. */
export interface Unwrapped {
  readonly events: readonly FoundEvent[];
  readonly foreign: number;
  /** Parts that should hold an event as text and do not. */
  readonly broken: number;
}

const NOTHING: Unwrapped = { events: [], foreign: 0, broken: 0 };
const FOREIGN: Unwrapped = { ...NOTHING, foreign: 1 };
const BROKEN: Unwrapped = { ...NOTHING, broken: 1 };
/** Wrappings stand in each other (a batch of records of a log of text) a few deep; more is no log. */
const DEEPEST = 6;
const GOOGLE_AUDIT = 'type.googleapis.com/google.cloud.audit.AuditLog';

function merge(parts: readonly Unwrapped[]): Unwrapped {
  return {
    events: parts.flatMap(({ events }) => events),
    foreign: parts.reduce((sum, { foreign }) => sum + foreign, 0),
    broken: parts.reduce((sum, { broken }) => sum + broken, 0),
  };
}

function isEvent(value: JsonObject): boolean {
  const isOurs = textOf(value['apiVersion']).startsWith('audit.k8s.io/') && value['kind'] === 'Event';
  // Some shippers drop kind and apiVersion.
  return (
    isOurs || (typeof value['auditID'] === 'string' && typeof value['stage'] === 'string' && isObject(value['user']))
  );
}

function unwrapText(text: string, wrapping: AuditWrapping, depth: number): Unwrapped {
  const at = text.indexOf('{');
  if (at < 0) return FOREIGN;
  try {
    return unwrap(JSON.parse(text.slice(at)) as Json, wrapping, depth + 1);
  } catch {
    // Components of the control plane write plain lines into the same streams.
    return text.includes('"audit.k8s.io/') ? BROKEN : FOREIGN;
  }
}

function unwrapPart(value: Json | undefined, wrapping: AuditWrapping, depth: number): Unwrapped {
  if (typeof value === 'string') return unwrapText(value, wrapping, depth);
  return value === undefined ? FOREIGN : unwrap(value, wrapping, depth + 1);
}

/** Lists that hold events, with the wrapping they speak of. */
const LISTS: readonly (readonly [string, AuditWrapping])[] = [
  ['items', 'list'],
  ['records', 'aks'],
  ['logEvents', 'eks'],
  ['events', 'eks'],
  ['results', 'eks'],
  ['entries', 'gke'],
];

/** Fields that hold an event, as an object or as text. */
const FIELDS: readonly (readonly [string, AuditWrapping])[] = [
  ['@message', 'eks'],
  ['log_s', 'aks'],
  ['properties', 'aks'],
  ['log', 'other'],
  ['message', 'other'],
];

function inner(outer: AuditWrapping, own: AuditWrapping): AuditWrapping {
  return own === 'other' && outer !== 'plain' ? outer : own;
}

/** A row of Logs Insights: fields as pairs of name and value. */
function messageOfRow(list: readonly Json[]): Json | undefined {
  return list.filter(isObject).find(({ field }) => field === '@message')?.['value'];
}

/** Takes events out of what services wrap them in; whatever holds none is counted as foreign. */
export function unwrap(value: Json, wrapping: AuditWrapping = 'plain', depth = 0): Unwrapped {
  if (depth > DEEPEST) return FOREIGN;
  if (isList(value)) {
    const message = messageOfRow(value);
    if (message !== undefined) return unwrapPart(message, 'eks', depth);
    return merge(value.map((item) => unwrapPart(item, wrapping === 'plain' ? 'list' : wrapping, depth)));
  }
  if (!isObject(value)) return FOREIGN;
  if (isEvent(value)) return { ...NOTHING, events: [{ event: value, wrapping }] };
  if (valueAt(value, ['protoPayload', '@type']) === GOOGLE_AUDIT)
    return { ...NOTHING, events: [{ event: value, wrapping: 'gke' }] };
  return unwrapFields(value, wrapping, depth);
}

function unwrapFields(value: JsonObject, wrapping: AuditWrapping, depth: number): Unwrapped {
  for (const [name, own] of LISTS) {
    const list = value[name];
    if (isList(list)) return merge(list.map((item) => unwrapPart(item, inner(wrapping, own), depth)));
  }
  for (const [name, own] of FIELDS) {
    const field = value[name];
    if (typeof field === 'string' || isObject(field)) return unwrapPart(field, inner(wrapping, own), depth);
  }
  return FOREIGN;
}
