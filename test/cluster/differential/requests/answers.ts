import { isList, type Json, textOf, valueAt } from '../../../../src/model/json.ts';
import type { TestResponse } from '../../index.ts';
import type { Sent } from './templates.ts';

const FORBIDDEN_FIELD =
  /must have "get" permission|permission on the object referenced|minimum required permissions|requires resource="resourceclaims\//;

/** Whether a request is for something that the server does not have: neither an object nor a right is missing. */
function isUnserved({ status, body }: TestResponse): boolean {
  const message = typeof body === 'string' ? body : textOf(valueAt(body, ['message']));
  return status === 405 || (status === 404 && /could not find the requested resource|page not found/.test(message));
}

/** A binding to a role that is not there, by someone who may not bind it: the bindings themselves are made where they are not there. */
function isMissingRole({ status }: TestResponse, { uri }: Sent): boolean {
  return status === 404 && /\/(?:cluster)?rolebindings\b/.test(uri);
}

function causes(body: Json): string {
  const list = valueAt(body, ['details', 'causes']);
  return (isList(list) ? list : []).map((cause) => textOf(valueAt(cause, ['message']))).join('; ');
}

/**
 * Whether the server refused a request for want of a right, of a role, or since there is no such request. Everything else that goes wrong (not found, no kubelet, not valid) comes
 * after all rights were looked at.
 */
export function isRefused(response: TestResponse, sent: Sent): boolean {
  const { status, body } = response;
  if (status === 401) throw new Error('the credential is not taken');
  if (status === 403) return true;
  const message = typeof body === 'string' ? body : `${textOf(valueAt(body, ['message']))} ${causes(body)}`;
  // Groups without a user: 500 up to 1.35, 400 later.
  if ((status === 400 || status === 500) && message.includes('without impersonating a user')) return true;
  if (status === 422 && FORBIDDEN_FIELD.test(message)) return true;
  return (sent.uri.startsWith('/api') && isUnserved(response)) || isMissingRole(response, sent);
}
