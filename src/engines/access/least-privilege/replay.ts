import { formatAttributes, type RequestAttributes, type UserInfo } from '../../../model/kube/index.ts';
import { canRequest, type RequestContext, type RequestVerdict } from '../can-request/index.ts';
import { boundNodeOf, headersOf } from './headers.ts';
import { endsAtHeaders, requestOf } from './needs.ts';
import type { Need, Refusal, Use } from './types.ts';

/** The Cluster as it is, and as it would be. */
export interface Replaying {
  readonly now: RequestContext;
  readonly after: RequestContext;
}

/** What stands for many names or paths is no request that was made: it says something where today's roles give all of them by one rule, and of paths never. */
function isReal(
  { now }: Replaying,
  user: UserInfo,
  { attributes, folded }: { readonly attributes: RequestAttributes; readonly folded: boolean },
): boolean {
  if (!folded) return true;
  return attributes.kind === 'resource' && now.access.authorize(user, attributes).decision !== 'denied';
}

/** Questions to the authorizers that would be answered by no. */
function replayNeeds(replaying: Replaying, needs: readonly Need[]): readonly Refusal[] {
  return needs.flatMap((need): readonly Refusal[] => {
    const { attributes, askers } = need;
    const isRefused = (user: UserInfo): boolean =>
      isReal(replaying, user, need) && replaying.after.access.authorize(user, attributes).decision !== 'allowed';
    return askers.some(isRefused) ? [{ attributes, reason: `nothing allows ${formatAttributes(attributes)}` }] : [];
  });
}

/** Whether rights are what a request lacks: what the server refuses for other reasons it refused before too. */
function isForbidden({ decision, checks }: RequestVerdict): boolean {
  return decision === 'denied' && checks.some((check) => check.decision.decision !== 'allowed');
}

/** A use as the real request that it was, with all its second checks; of one that was sent as somebody else, the headers are the sender's and the rest is theirs. */
function verdictsOf(after: RequestContext, user: UserInfo, use: Use): readonly RequestVerdict[] {
  const own = use.user.name === user.name ? [canRequest(after, use.user, requestOf(use))] : [];
  if (use.impersonator?.name !== user.name) return own;
  const { constraint: _way, ...as } = headersOf(use);
  const sent = canRequest(after, use.impersonator, { ...requestOf(use), as, boundNode: boundNodeOf(use) });
  return endsAtHeaders(sent) ? [...own, sent] : own;
}

function replayUses(replaying: Replaying, user: UserInfo, uses: readonly Use[]): readonly Refusal[] {
  return uses.flatMap((use): readonly Refusal[] => {
    const { attributes } = use;
    if (!isReal(replaying, use.user, use)) return [];
    const refused = verdictsOf(replaying.after, user, use).find(isForbidden);
    return refused?.decision === 'denied' ? [{ attributes, reason: refused.reason }] : [];
  });
}

/** Requests that the user would be refused, each once with the first reason: all that was asked of the authorizers, and every use as the real request that it was. */
export function replay(
  replaying: Replaying,
  user: UserInfo,
  { needs, uses }: { readonly needs: readonly Need[]; readonly uses: readonly Use[] },
): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  for (const refusal of [...replayNeeds(replaying, needs), ...replayUses(replaying, user, uses)]) {
    const key = formatAttributes(refusal.attributes);
    if (!found.has(key)) found.set(key, refusal);
  }
  return [...found.values()];
}
