import type { ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { isOn } from './gates.ts';
import type { RequestContext, RequestVerdict } from './types.ts';
import { ask, NOTHING } from './verdicts.ts';

const STREAMS = ['exec', 'attach', 'portforward'];

/**
 * Opening a stream to a container by WebSocket is a GET; from 1.35 on it needs `create` as well, which is what opening by POST always needed.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/
 */
export function checkConnect(context: RequestContext, user: UserInfo, attributes: ResourceAttributes): RequestVerdict {
  const { group, resource, subresource, verb } = attributes;
  const isStream = group === '' && resource === 'pods' && STREAMS.includes(subresource);
  if (!isStream || verb !== 'get' || !isOn('AuthorizePodWebsocketUpgradeCreatePermission', context)) return NOTHING;
  return ask(context, user, { ...attributes, verb: 'create' }, 'connect');
}
