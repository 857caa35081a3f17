import type { ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { findTarget } from './objects.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { ask, NOTHING } from './verdicts.ts';

/** Resources that a PUT makes where they are not there; to all others it says that they are not found. */
const MADE_BY_PUT = new Set([
  'coordination.k8s.io/leasecandidates',
  'coordination.k8s.io/leases',
  '/endpoints',
  '/events',
  'events.k8s.io/events',
  '/limitranges',
  '/services',
  'node.k8s.io/runtimeclasses',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/roles',
]);

function mayMake({ verb, group, resource, subresource }: ResourceAttributes, apply: boolean): boolean {
  if (subresource !== '') return false;
  return verb === 'update' ? MADE_BY_PUT.has(`${group}/${resource}`) : verb === 'patch' && apply;
}

/**
 * Server-side apply, and a PUT of some kinds, makes an object that is not there; that needs `create` beside `patch` or `update`, and by name.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function checkCreation(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  if (!mayMake(attributes, request.apply === true) || attributes.name === '' || request.exists === true) return NOTHING;
  const { items, gaps } = request.exists === false ? { items: [], gaps: [] } : findTarget(context, attributes);
  if (items.length > 0 || request.before !== undefined) return NOTHING;
  const verdict = ask(context, user, { ...attributes, verb: 'create' }, 'create');
  // Whether it has to be made is not known: then only a no makes a difference.
  return verdict.decision === 'denied' && gaps.length > 0
    ? { decision: 'unknown', checks: verdict.checks, gaps }
    : verdict;
}
