import { answer, type Gap } from '../../model/cluster/index.ts';
import {
  keysOf,
  MASTERS,
  type RequestAttributes,
  ruleAllows,
  subjectKey,
  type UserInfo,
} from '../../model/kube/index.ts';
import { aggregateRoles, type Lister } from './aggregate.ts';
import { type GrantIndex, indexGrants, listGrants, namespacedRoles, RBAC_KINDS } from './grants.ts';
import { indexRules, type RuleHit } from './rule-index.ts';
import type { Access, Chain, Decision, Grant, Holder, RoleEntry } from '../../model/facts/index.ts';

/** The scopes in which a request looks for rules: everywhere, and its own namespace. */
function scopesOf(attributes: RequestAttributes): readonly string[] {
  return attributes.kind === 'url' || attributes.namespace === '' ? [''] : ['', attributes.namespace];
}

function* grantsFor(index: GrantIndex, user: UserInfo, scopes: readonly string[]): Iterable<Grant> {
  const keys = keysOf(user);
  for (const scope of scopes) for (const key of keys) yield* index.get(key)?.get(scope) ?? [];
}

/** A rule of a namespaced grant never speaks of URLs: those are looked up in the scope of the cluster only. */
function* chainsIn(grants: Iterable<Grant>, attributes: RequestAttributes): Iterable<Chain> {
  for (const grant of grants) {
    const { role } = grant;
    if (role === undefined) continue;
    const rule = role.rules.findIndex((one) => ruleAllows(one, attributes));
    if (rule >= 0) yield { grant, role, rule };
  }
}

/** What was not seen of all that could allow a request in these scopes. */
export function gapsFor(cluster: Lister, scopes: readonly string[]): readonly Gap[] {
  const lists: readonly (readonly [string, string])[] = [
    [RBAC_KINDS.clusterBinding, ''],
    [RBAC_KINDS.clusterRole, ''],
    ...scopes.flatMap((scope): readonly (readonly [string, string])[] =>
      scope === ''
        ? []
        : [
            [RBAC_KINDS.binding, scope],
            [RBAC_KINDS.role, scope],
          ],
    ),
  ];
  return lists.flatMap(([gk, namespace]) => cluster.list(gk, namespace).gaps);
}

/** Grants of each role, to go from rules to subjects. */
function grantsByRole(grants: readonly Grant[]): ReadonlyMap<RoleEntry, readonly Grant[]> {
  const byRole = new Map<RoleEntry, Grant[]>();
  for (const grant of grants) {
    if (grant.role === undefined) continue;
    const list = byRole.get(grant.role);
    if (list === undefined) byRole.set(grant.role, [grant]);
    else list.push(grant);
  }
  return byRole;
}

function holdersOf(
  hits: readonly RuleHit[],
  byRole: ReadonlyMap<RoleEntry, readonly Grant[]>,
  scopes: readonly string[],
): readonly Holder[] {
  const holders = new Map<string, { readonly subject: Holder['subject']; readonly chains: Chain[] }>();
  const seen = new Set<RoleEntry>();
  for (const { role, rule } of hits) {
    // One rule is enough to show; the others of a role say no more.
    if (seen.has(role)) continue;
    seen.add(role);
    for (const grant of byRole.get(role) ?? []) {
      const { subject, scope } = grant;
      const isNobody = subject.kind === 'ServiceAccount' && subject.namespace === '';
      if (!scopes.includes(scope) || isNobody) continue;
      const key = subjectKey(subject);
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, { subject, chains: [{ grant, role, rule }] });
      else holder.chains.push({ grant, role, rule });
    }
  }
  return [...holders.values()];
}

/** An authorizer beside RBAC, asked before it: the Node authorizer is one. Its "no" leaves the others to say yes. */
export type OtherAuthorizer = (user: UserInfo, attributes: RequestAttributes) => Decision;

/**
 * Opens the access engine on a Cluster: indexes roles and bindings once, then answers from the indexes. Says what the API server's authorizers say; what a real request gets beyond
 * that (second checks, admission) is another question.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function openAccess(cluster: Lister, others: readonly OtherAuthorizer[] = []): Access {
  const clusterRoles = aggregateRoles(cluster);
  const roles = namespacedRoles(cluster);
  const grants = listGrants(cluster, roles, clusterRoles);
  const index = indexGrants(grants);
  const entries = [...clusterRoles.values(), ...roles.values()];
  const byRole = grantsByRole(grants);
  const rules = indexRules(entries);
  return {
    grants,
    roles: entries,
    authorize(user, attributes): Decision {
      if (user.groups.includes(MASTERS)) return { decision: 'allowed', because: { by: 'masters' } };
      const opinions = others.map((other) => other(user, attributes));
      const yes = opinions.find(({ decision }) => decision === 'allowed');
      if (yes !== undefined) return yes;
      const scopes = scopesOf(attributes);
      for (const chain of chainsIn(grantsFor(index, user, scopes), attributes))
        return { decision: 'allowed', because: { by: 'rbac', chain } };
      const unseen = opinions.flatMap((opinion) => (opinion.decision === 'unknown' ? opinion.gaps : []));
      const gaps = [...gapsFor(cluster, scopes), ...unseen];
      return gaps.length === 0 ? { decision: 'denied' } : { decision: 'unknown', gaps };
    },
    chainsOf: (user, attributes) => [...chainsIn(grantsFor(index, user, scopesOf(attributes)), attributes)],
    whoCan(attributes) {
      const scopes = scopesOf(attributes);
      return answer(holdersOf(rules.allowing(attributes), byRole, scopes), gapsFor(cluster, scopes));
    },
    grantsOf: (user) => keysOf(user).flatMap((key) => [...(index.get(key)?.values() ?? [])].flat()),
    rulesFor(user, namespace) {
      const scopes = namespace === '' ? [''] : ['', namespace];
      return [...grantsFor(index, user, scopes)].flatMap(({ role }) => role?.rules ?? []);
    },
  };
}
