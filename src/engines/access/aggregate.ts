import { type Answer, compareText, type GroupKind, type KubeObject, labelsOf } from '../../model/cluster/index.ts';
import { isList, isObject, type JsonObject, stringifyJson, valueAt } from '../../model/json.ts';
import { matchesSelector, type PolicyRule, rulesOf } from '../../model/kube/index.ts';
import type { RoleEntry } from '../../model/facts/index.ts';

const KIND = 'ClusterRole.rbac.authorization.k8s.io';

/** Gives the objects of a kind: a Cluster, or a view of one. */
export interface Lister {
  list(gk: GroupKind, namespace?: string): Answer<KubeObject>;
}

type Origin = RoleEntry['origins'][number];

/** The selectors of an aggregated role; undefined for one that has its own rules. */
function selectorsOf({ data }: KubeObject): readonly JsonObject[] | undefined {
  if (!isObject(data['aggregationRule'])) return undefined;
  const selectors = valueAt(data, ['aggregationRule', 'clusterRoleSelectors']);
  return isList(selectors) ? selectors.filter(isObject) : [];
}

/** A role as written: its rules in their places. */
export function ownEntry(object: KubeObject): RoleEntry {
  const rules = rulesOf(object.data);
  return { object, rules, origins: rules.map((_rule, index) => ({ object, index })) };
}

interface Found {
  readonly rules: PolicyRule[];
  readonly origins: Origin[];
  readonly seen: Set<string>;
}

function take(found: Found, rules: readonly PolicyRule[], origins: readonly Origin[]): void {
  for (const [i, rule] of rules.entries()) {
    const origin = origins[i];
    // The controller keeps one of rules that are written alike.
    const key = stringifyJson({ ...rule });
    if (origin === undefined || found.seen.has(key)) continue;
    found.seen.add(key);
    found.rules.push(rule);
    found.origins.push(origin);
  }
}

/**
 * Makes the look-up of ClusterRoles by name with the rules that are in force. Those of an aggregated role are what the controller writes into it: the rules of all roles that its
 * selectors match, aggregated ones followed; what stands in it is not looked at, since the controller overwrites it.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
export function aggregateRoles(cluster: Lister): ReadonlyMap<string, RoleEntry> {
  const byName = new Map(cluster.list(KIND, '').items.map((object) => [object.ref.name, object]));
  const sorted = [...byName.values()].toSorted((a, b) => compareText(a.ref.name, b.ref.name));
  const collect = (object: KubeObject, found: Found, path: Set<KubeObject>): void => {
    const selectors = selectorsOf(object);
    if (selectors === undefined) {
      const own = ownEntry(object);
      take(found, own.rules, own.origins);
      return;
    }
    // Roles that aggregate each other end up with the rules of all of them.
    if (path.has(object)) return;
    path.add(object);
    for (const selector of selectors)
      for (const other of sorted)
        if (other !== object && matchesSelector(selector, labelsOf(other))) collect(other, found, path);
  };
  return new Map(
    sorted.map((object) => {
      if (selectorsOf(object) === undefined) return [object.ref.name, ownEntry(object)];
      const found: Found = { rules: [], origins: [], seen: new Set() };
      collect(object, found, new Set());
      return [object.ref.name, { object, rules: found.rules, origins: found.origins }];
    }),
  );
}
