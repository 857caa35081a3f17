import {
  type ApiRequest,
  canRequest,
  type RequestContext,
  type RequestVerdict,
} from '../../../../src/engines/access/index.ts';
import type { RequestAttributes, UserInfo } from '../../../../src/model/kube/index.ts';

/** Our answer with one mistake in it. */
type Fault = (context: RequestContext, user: UserInfo, request: ApiRequest) => RequestVerdict;

const EVERYTHING = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/** A context in which some questions to the authorizers have a fixed answer. */
function answering(
  context: RequestContext,
  which: (attributes: RequestAttributes) => boolean,
  yes: boolean,
): RequestContext {
  const { access } = context;
  const authorize: typeof access.authorize = (user, attributes) => {
    if (!which(attributes)) return access.authorize(user, attributes);
    return yes ? { decision: 'allowed', because: { by: 'masters' } } : { decision: 'denied' };
  };
  return { ...context, access: { ...access, authorize } };
}

function isOf(...resources: readonly string[]): (attributes: RequestAttributes) => boolean {
  return (attributes) => attributes.kind === 'resource' && resources.includes(attributes.resource);
}

/** Mistakes about what a real request needs; each must make a difference in a run. */
export const REQUEST_FAULTS: Readonly<Record<string, Fault>> = {
  'streams need what they need in the other version': (context, user, request) =>
    canRequest(
      { ...context, gates: { AuthorizePodWebsocketUpgradeCreatePermission: context.minor < 35 } },
      user,
      request,
    ),
  'impersonation is constrained in the other version': (context, user, request) =>
    canRequest({ ...context, gates: { ConstrainedImpersonation: context.minor < 36 } }, user, request),
  'nothing is made by PUT and apply': (context, user, request) =>
    canRequest(context, user, { ...request, exists: true }),
  'everybody holds what they write': (context, user, request) =>
    canRequest({ ...context, access: { ...context.access, rulesFor: () => EVERYTHING } }, user, request),
  'nobody holds what they write': (context, user, request) =>
    canRequest({ ...context, access: { ...context.access, rulesFor: () => [] } }, user, request),
  'escalate gives nothing': (context, user, request) =>
    canRequest(
      answering(context, ({ verb }) => verb === 'escalate', false),
      user,
      request,
    ),
  'bind gives nothing': (context, user, request) =>
    canRequest(
      answering(context, ({ verb }) => verb === 'bind', false),
      user,
      request,
    ),
  'changes of owners and finalizers are grants': (context, user, { before: _before, ...request }) =>
    canRequest(context, user, { ...request, before: {} }),
  'signers need no right': (context, user, request) =>
    canRequest(answering(context, isOf('signers'), true), user, request),
  'a signer is never named by its domain': (context, user, request) =>
    canRequest(
      answering(context, (one) => one.kind === 'resource' && one.name === 'example.com/*', false),
      user,
      request,
    ),
  'headers of impersonation do not count': (context, user, { as: _as, ...request }) =>
    canRequest(context, user, request),
  'groups are impersonated for nothing': (context, user, request) =>
    canRequest(
      answering(
        context,
        ({ verb, ...one }) => verb.startsWith('impersonate') && isOf('groups')({ verb, ...one }),
        true,
      ),
      user,
      request,
    ),
  'extra and uid are impersonated for nothing': (context, user, request) =>
    canRequest(answering(context, isOf('uids', 'userextras'), true), user, request),
  'what is authorized is served': (context, user, request) =>
    canRequest(
      {
        ...context,
        discovery: () => ({
          namespaced: request.attributes.kind === 'resource' && request.attributes.namespace !== '',
          verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
        }),
      },
      user,
      request,
    ),
  'a name by selector does not count': (context, user, request) => {
    const { attributes } = request;
    const isList = attributes.kind === 'resource' && ['list', 'watch'].includes(attributes.verb);
    return canRequest(context, user, isList ? { ...request, attributes: { ...attributes, name: '' } } : request);
  },
};
