import type { RequestAttributes, ResourceAttributes, UserInfo } from '../../../model/kube/index.ts';
import { formatAttributes } from '../../../model/kube/index.ts';
import type { CheckPurpose, RequestCheck, RequestContext, RequestVerdict } from './types.ts';

/** Something that a request needs, looked at only when what comes before it did not decide. */
export type Requirement = () => RequestVerdict;

/** Nothing is needed. */
export const NOTHING: RequestVerdict = { decision: 'allowed', checks: [], provided: [] };

/** A need that cannot be looked at, since the request does not say enough. */
export function provided(condition: string): RequestVerdict {
  return { decision: 'allowed', checks: [], provided: [condition] };
}

/** A refusal that no authorizer was asked about. */
export function refused(reason: string): RequestVerdict {
  return { decision: 'denied', checks: [], reason };
}

/** Asks the authorizers. */
export function ask(
  { access }: RequestContext,
  user: UserInfo,
  attributes: RequestAttributes,
  purpose: CheckPurpose,
): RequestVerdict {
  const decision = access.authorize(user, attributes);
  const checks = [{ purpose, user, attributes, decision }];
  if (decision.decision === 'allowed') return { decision: 'allowed', checks, provided: [] };
  if (decision.decision === 'unknown') return { decision: 'unknown', checks, gaps: decision.gaps };
  const who = user.name === '' ? `a member of ${user.groups.join(', ')}` : user.name;
  return { decision: 'denied', checks, reason: `${who} may not ${formatAttributes(attributes)}` };
}

/** All are needed: one refusal decides, then whatever is not known. */
export function allOf(requirements: readonly Requirement[]): RequestVerdict {
  let sum: RequestVerdict = NOTHING;
  for (const requirement of requirements) {
    const next = requirement();
    const checks = [...sum.checks, ...next.checks];
    if (next.decision === 'denied') return { ...next, checks };
    if (sum.decision === 'unknown' && next.decision === 'unknown')
      sum = { decision: 'unknown', checks, gaps: [...sum.gaps, ...next.gaps] };
    else if (sum.decision === 'allowed' && next.decision === 'allowed')
      sum = { decision: 'allowed', checks, provided: [...sum.provided, ...next.provided] };
    else sum = { ...(sum.decision === 'unknown' ? sum : next), checks };
  }
  return sum;
}

/** Marks checks of ways that did not lead on, where another one did. */
function inVain(checks: readonly RequestCheck[]): readonly RequestCheck[] {
  return checks.map((check) => ({ ...check, inVain: true }));
}

/** One is enough; when none is met the last one says why. */
export function anyOf(requirements: readonly Requirement[]): RequestVerdict {
  let sum: RequestVerdict | undefined;
  for (const requirement of requirements) {
    const next = requirement();
    const before = sum?.checks ?? [];
    if (next.decision === 'allowed') return { ...next, checks: [...inVain(before), ...next.checks] };
    const checks = [...before, ...next.checks];
    if (sum?.decision === 'unknown')
      sum = { ...sum, checks, gaps: [...sum.gaps, ...(next.decision === 'unknown' ? next.gaps : [])] };
    else sum = { ...next, checks };
  }
  return sum ?? NOTHING;
}

/** A question to the authorizers about another resource than the one that is asked for. */
export function about(
  part: Partial<ResourceAttributes> & Pick<ResourceAttributes, 'verb' | 'resource'>,
): ResourceAttributes {
  return { kind: 'resource', group: '', subresource: '', namespace: '', name: '', ...part };
}
