import type { ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { checkClaim } from './claims.ts';
import { checkConnect } from './connect.ts';
import { checkCreation } from './create-on-update.ts';
import { checkEscalation } from './escalation.ts';
import { impersonate } from './impersonate.ts';
import { checkParameters } from './parameters.ts';
import { settleNamespace, unservedReason } from './shape.ts';
import { checkSigner } from './signers.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { allOf, ask, NOTHING, refused, type Requirement } from './verdicts.ts';

/** What a request for a resource needs beside the right to make it. */
function secondChecks(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): readonly Requirement[] {
  return [
    () => {
      const reason = unservedReason(context, attributes);
      return reason === undefined ? NOTHING : refused(reason);
    },
    () => checkConnect(context, user, attributes),
    () => checkCreation(context, user, request, attributes),
    () => checkEscalation(context, user, request, attributes),
    () => checkSigner(context, user, request, attributes),
    () => checkParameters(context, user, request, attributes),
    () => checkClaim(context, user, request, attributes),
  ];
}

/**
 * Whether a real request gets past authorization: the impersonation that it asks for, what authorizers say of it, and every second check that the API server makes on the way
 * (admission by policies, webhooks and quotas, and the validity of the object, are other questions). Where the request does not say enough, `provided` names the conditions.
 * A SubjectAccessReview knows the first check only: that is `Access.authorize`.
 */
export function canRequest(context: RequestContext, user: UserInfo, request: ApiRequest): RequestVerdict {
  const attributes = request.attributes.kind === 'url' ? request.attributes : settleNamespace(request.attributes);
  const settled = { ...request, attributes };
  const { verdict, user: acting } = impersonate(context, user, settled);
  if (verdict.decision === 'denied') return verdict;
  return allOf([
    () => verdict,
    () => ask(context, acting, attributes, 'request'),
    ...(attributes.kind === 'url' ? [] : secondChecks(context, acting, settled, attributes)),
  ]);
}
