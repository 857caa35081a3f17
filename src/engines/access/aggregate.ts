import { type Answer, compareText, type GroupKind, type KubeObject, labelsOf } from '../../model/cluster/index.ts';
import { isList, isObject, type JsonObject, stringifyJson, valueAt } from '../../model/json.ts';
import { matchesSelector, type PolicyRule, rulesOf } from '../../model/kube/index.ts';
import { joinEntries } from './join-entries.ts';
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

/** Roles by each label that they have, in the order given. */
function indexLabels(roles: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const index = new Map<string, KubeObject[]>();
  for (const object of roles)
    for (const [key, value] of Object.entries(labelsOf(object))) {
      const list = index.get(`${key}=${value}`);
      if (list === undefined) index.set(`${key}=${value}`, [object]);
      else list.push(object);
    }
  return index;
}

/** Finds the roles that a selector matches, in the order given, once for all that have the same one. */
function createMatches(sorted: readonly KubeObject[]): (selector: JsonObject) => readonly KubeObject[] {
  const known = new Map<string, readonly KubeObject[]>();
  let index: ReadonlyMap<string, readonly KubeObject[]> | undefined;
  const candidates = (selector: JsonObject): readonly KubeObject[] => {
    const labels = selector['matchLabels'];
    const [first] = isObject(labels) ? Object.entries(labels) : [];
    if (first === undefined || typeof first[1] !== 'string') return sorted;
    index ??= indexLabels(sorted);
    return index.get(`${first[0]}=${first[1]}`) ?? [];
  };
  return (selector) => {
    const key = stringifyJson(selector);
    let matched = known.get(key);
    if (matched === undefined) {
      matched = candidates(selector).filter((object) => matchesSelector(selector, labelsOf(object)));
      known.set(key, matched);
    }
    return matched;
  };
}

/** What each selector of an aggregated role matches; undefined for a role that has its own rules. */
type Lists = (object: KubeObject) => readonly (readonly KubeObject[])[] | undefined;

/** Makes the look-up of what aggregated roles match, once for each of them: many may be followed through one. */
function createLists(sorted: readonly KubeObject[]): Lists {
  const matches = createMatches(sorted);
  const known = new Map(sorted.map((object) => [object, selectorsOf(object)?.map(matches)]));
  return (object) => known.get(object);
}

/** A role as written, with the text of every rule, which only what aggregates it asks for. */
interface Own {
  readonly entry: RoleEntry;
  readonly texts: readonly string[];
}

/** Makes entries of roles as written, each once. */
function createOwn(): (object: KubeObject) => Own {
  const known = new Map<KubeObject, Own>();
  return (object) => {
    const made = known.get(object);
    if (made !== undefined) return made;
    const entry = ownEntry(object);
    let texts: readonly string[] | undefined;
    const own: Own = {
      entry,
      get texts() {
        return (texts ??= entry.rules.map((rule) => stringifyJson({ ...rule })));
      },
    };
    known.set(object, own);
    return own;
  };
}

/** How far the roles that a selector matches were followed: shared by all that have it, so that each role is looked at once. */
interface Cursor {
  readonly list: readonly KubeObject[];
  at: number;
}

/** The roles with rules of their own that an aggregated one takes from, selector by selector, the sources of aggregated ones in their place. */
function* sourcesOf(root: KubeObject, listsOf: Lists): Iterable<KubeObject> {
  // Roles that aggregate each other end up with the rules of all of them.
  const seen = new Set<KubeObject>([root]);
  const cursors = new Map<readonly KubeObject[], Cursor>();
  const open: Cursor[] = [];
  const enter = (lists: readonly (readonly KubeObject[])[]): void => {
    for (const list of lists.toReversed()) {
      const cursor = cursors.get(list) ?? { list, at: 0 };
      cursors.set(list, cursor);
      open.push(cursor);
    }
  };
  enter(listsOf(root) ?? []);
  for (let cursor = open.at(-1); cursor !== undefined; cursor = open.at(-1)) {
    const object = cursor.list[cursor.at++];
    if (object === undefined) open.pop();
    else if (!seen.has(object)) {
      seen.add(object);
      const lists = listsOf(object);
      if (lists === undefined) yield object;
      else enter(lists);
    }
  }
}

/** The rules of roles, one of those that are written alike, as the controller keeps them. */
function gather(object: KubeObject, sources: Iterable<KubeObject>, ownOf: ReturnType<typeof createOwn>): RoleEntry {
  const rules: PolicyRule[] = [];
  const origins: Origin[] = [];
  const seen = new Set<string>();
  for (const source of sources) {
    const { entry, texts } = ownOf(source);
    for (const [i, rule] of entry.rules.entries()) {
      const [text, origin] = [texts[i], entry.origins[i]];
      if (text === undefined || origin === undefined || seen.has(text)) continue;
      seen.add(text);
      rules.push(rule);
      origins.push(origin);
    }
  }
  return { object, rules, origins };
}

/**
 * Makes the look-up of ClusterRoles by name with the rules that are in force. Those of an aggregated role are what the controller writes into it: the rules of all roles that its
 * selectors match, aggregated ones followed; what stands in it is not looked at, since the controller overwrites it. One that is defined more than once has the rules of all.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
export function aggregateRoles(cluster: Lister): ReadonlyMap<string, RoleEntry> {
  const sorted = cluster.list(KIND, '').items.toSorted((a, b) => compareText(a.ref.name, b.ref.name));
  const [listsOf, ownOf] = [createLists(sorted), createOwn()];
  const byName = new Map<string, RoleEntry>();
  for (const object of sorted) {
    const isAggregated = listsOf(object) !== undefined;
    const entry = isAggregated ? gather(object, sourcesOf(object, listsOf), ownOf) : ownOf(object).entry;
    byName.set(object.ref.name, joinEntries(byName.get(object.ref.name), entry));
  }
  return byName;
}
