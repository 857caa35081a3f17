import type { ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { checkClaim } from './claims.ts';
import { checkConnect } from './connect.ts';
import { checkCreation } from './create-on-update.ts';
import { checkEscalation } from './escalation.ts';
import { impersonate } from './impersonate.ts';
import { checkParameters } from './parameters.ts';
import { settleNamespace, unservedReason } from './shape.ts';
import { checkSigner } from './signers.ts';
import type { ApiRequest, RequestCheck, RequestContext, RequestVerdict } from './types.ts';
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
 * Every second check of a request that goes on as a user, whatever came of those before it: where a log says that the request was allowed, all of them were asked.
 */
export function secondChecksOf(context: RequestContext, user: UserInfo, request: ApiRequest): readonly RequestCheck[] {
  if (request.attributes.kind === 'url') return [];
  const attributes = settleNamespace(request.attributes);
  const requirements = secondChecks(context, user, { ...request, attributes }, attributes);
  return requirements.flatMap((requirement) => requirement().checks);
}

/** What comes of a request that goes on as somebody. */
function follow(context: RequestContext, user: UserInfo, request: ApiRequest): RequestVerdict {
  const { attributes } = request;
  return allOf([
    () => ask(context, user, attributes, 'request'),
    ...(attributes.kind === 'url' ? [] : secondChecks(context, user, request, attributes)),
  ]);
}

/** One of two, when it cannot be known in which of two ways the request goes on. */
function either(first: RequestVerdict, second: RequestVerdict): RequestVerdict {
  if (first.decision === second.decision || first.decision === 'unknown') return first;
  const yes = first.decision === 'allowed' ? first : second;
  if (yes.decision !== 'allowed') return second;
  const group = yes === first ? 'in the group system:nodes' : 'without the group system:nodes';
  return {
    ...yes,
    provided: [...yes.provided, `the node is impersonated ${group}, as the API server may or may not do it`],
  };
}

/**
 * Whether a real request gets past authorization: the impersonation that it asks for, what authorizers say of it, and every second check that the API server makes on the way
 * (admission by policies, webhooks and quotas, and the validity of the object, are other questions). Where the request does not say enough, `provided` names the conditions.
 * A SubjectAccessReview knows the first check only: that is `Access.authorize`.
 */
export function canRequest(context: RequestContext, user: UserInfo, request: ApiRequest): RequestVerdict {
  const attributes = request.attributes.kind === 'url' ? request.attributes : settleNamespace(request.attributes);
  const { verdict, user: acting, otherwise, boundNode = '' } = impersonate(context, user, { ...request, attributes });
  if (verdict.decision === 'denied') return verdict;
  const goesOn = { ...request, attributes, boundNode };
  return allOf([
    () => verdict,
    () => {
      const first = follow(context, acting, goesOn);
      return otherwise === undefined ? first : either(first, follow(context, otherwise, goesOn));
    },
  ]);
}
