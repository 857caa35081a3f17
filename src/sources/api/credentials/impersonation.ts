import { isList, isObject, type Json, type JsonObject, textOf } from '../../../model/json.ts';
import { KubeconfigError } from './kubeconfig.ts';
import type { ConnectRequest } from './types.ts';

function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A key of extra information as part of a header's name: what cannot stand there is written as `%2F`. */
function escapeKey(key: string): string {
  let escaped = '';
  for (const byte of Buffer.from(key)) {
    const sign = String.fromCodePoint(byte);
    escaped += /[!#$&'*+\-.^_`|~0-9A-Za-z]/.test(sign) ? sign : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  return escaped;
}

function extraOf(user: JsonObject): Readonly<Record<string, readonly string[]>> {
  const extra = user['as-user-extra'];
  const entries = Object.entries(isObject(extra) ? extra : {});
  return Object.fromEntries(entries.map(([key, values]) => [`Impersonate-Extra-${escapeKey(key)}`, textsOf(values)]));
}

/**
 * The headers with which we ask as someone else: what the command line says, else what the user of the kubeconfig says (`as`, `as-uid`, `as-groups`, `as-user-extra`).
 * Throws KubeconfigError for groups or a uid without a user, which the API server refuses.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function impersonationOf(
  user: JsonObject,
  request: Pick<ConnectRequest, 'asUser' | 'asGroups' | 'asUid'>,
): Readonly<Record<string, string | readonly string[]>> {
  const { asUser = textOf(user['as']), asUid = textOf(user['as-uid']), asGroups = [] } = request;
  const groups = asGroups.length > 0 ? asGroups : textsOf(user['as-groups']);
  const isNamed = request.asUid !== undefined || asGroups.length > 0;
  if (asUser === '') {
    if (isNamed)
      throw new KubeconfigError('--as-group and --as-uid need --as: the API server refuses them without a user');
    return {};
  }
  return {
    'Impersonate-User': asUser,
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': groups }),
    ...(asUid === '' ? {} : { 'Impersonate-Uid': asUid }),
    ...extraOf(user),
  };
}
