import type { Blindness, Use } from '../../../../engines/access/index.ts';
import { userInfo, type UserInfo } from '../../../../model/kube/index.ts';
import { showTime, type ShownLog } from '../../../../outcomes/least-privilege/index.ts';
import type { AuditGap, AuditLog, AuditUse } from '../../../../sources/events/index.ts';

/** Everyone in a log, with the groups that it sent requests with and those that follow from its name. */
export function usersOf({ subjects }: AuditLog): ReadonlyMap<string, UserInfo> {
  return new Map(subjects.map(({ name, ownGroups }) => [name, userInfo(name, ownGroups)]));
}

/** Who a request was made by or as. Whoever is impersonated has the groups of that very request, and no others. */
function whoIn(
  { subject, impersonator, identity }: AuditUse,
  userOf: (name: string) => UserInfo,
): Pick<Use, 'user' | 'impersonator' | 'as'> {
  const sender = impersonator === undefined ? undefined : userOf(impersonator);
  if (identity === undefined) return { user: userOf(subject), impersonator: sender };
  const user = { name: subject, groups: identity.groups };
  return { user, impersonator: sender, as: { user: subject, ...identity } };
}

/** The uses of a log that were allowed, or that may have been where it does not say. */
export function usesOf(log: AuditLog): readonly Use[] {
  const users = usersOf(log);
  const userOf = (name: string): UserInfo => users.get(name) ?? userInfo(name);
  return log.uses.flatMap((use): readonly Use[] => {
    const { attributes, folded, first, last, allowed, unknown, created } = use;
    if (allowed + unknown === 0) return [];
    return [
      {
        ...whoIn(use, userOf),
        attributes,
        folded,
        first,
        last,
        count: allowed + unknown,
        created: created > 0,
        unsure: allowed === 0,
      },
    ];
  });
}

function isOf<K extends AuditGap['kind']>(kind: K): (gap: AuditGap) => gap is Extract<AuditGap, { kind: K }> {
  return (gap): gap is Extract<AuditGap, { kind: K }> => gap.kind === kind;
}

/** What rights cannot be called unused by a log. */
export function blindnessOf({ coverage: { gaps } }: AuditLog): Blindness {
  return {
    verbs: new Set(gaps.filter(isOf('verb-never-seen')).map(({ verb }) => verb)),
    urls: gaps.some(({ kind }) => kind === 'urls-never-seen'),
    missing: gaps
      .filter(({ kind }) => ['unanswered', 'silence', 'not-read'].includes(kind))
      .map(({ detail }) => detail),
  };
}

/** What a report says of a log. */
export function showLog({ counts, coverage, problems }: AuditLog): ShownLog {
  const { first, last, days, gaps } = coverage;
  return {
    sources: counts.sources,
    lines: counts.lines,
    events: counts.events,
    requests: counts.requests,
    ...(first === undefined ? {} : { first: showTime(first) }),
    ...(last === undefined ? {} : { last: showTime(last) }),
    days,
    gaps: gaps.map(({ detail }) => detail),
    problems: counts.problems,
    examples: problems.map(({ source, line, detail }) => `${source}${line === 0 ? '' : `:${line}`}: ${detail}`),
  };
}
