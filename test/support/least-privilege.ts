import {
  type LeastPrivilegePlan,
  type PlanContext,
  planLeastPrivilege,
  openAccess,
  type Use,
} from '../../src/engines/access/index.ts';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../src/model/json.ts';
import { serviceAccountUser, type UserInfo } from '../../src/model/kube/index.ts';
import { clusterOf, objectsOf } from './objects.ts';

/** The first line of every role and binding. */
export const RBAC = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ALL = `${RBAC}kind: ClusterRole\nmetadata: {name: all}\nrules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}, {verbs: [get], nonResourceURLs: ["*"]}]\n`;
/** The account that plans of the tests are for. */
export const WEB = serviceAccountUser('shop', 'web');
/** The same as a binding names it. */
export const SUBJECT = '{kind: ServiceAccount, name: web, namespace: shop}';

/** A ClusterRoleBinding; by default to a role that allows everything. */
export function bind(name: string, subjects: string, role = 'all'): string {
  return `${RBAC}kind: ClusterRoleBinding\nmetadata: {name: ${name}}\nsubjects: [${subjects}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}\n`;
}

/** A use in short: `get pods/exec.group namespace name`, `-` for no namespace; by default of the account of the tests. */
export function use(text: string, more: Partial<Use> = {}): Use {
  const [verb = '', what = '', namespace = '', name = ''] = text.split(' ');
  const [full = '', subresource = ''] = what.split('/');
  const [resource = '', ...group] = full.split('.');
  const place = namespace === '-' ? '' : namespace;
  return {
    user: WEB,
    attributes: what.startsWith('/')
      ? { kind: 'url', verb, path: what }
      : { kind: 'resource', verb, group: group.join('.'), resource, subresource, namespace: place, name },
    folded: false,
    impersonator: undefined,
    first: 1000,
    last: 2000,
    count: 5,
    created: false,
    unsure: false,
    ...more,
  };
}

/** A complete cluster with these objects, and the uses of a log that saw everything. */
export function contextWith(
  documents: readonly string[],
  uses: readonly Use[],
  more: Partial<PlanContext> = {},
): PlanContext {
  const cluster = clusterOf(objectsOf([ALL, ...documents].join('---\n')), { complete: true });
  return {
    cluster,
    access: openAccess(cluster),
    others: [],
    uses,
    blindness: { verbs: new Set(), urls: false, missing: [] },
    options: { everywhereFrom: 4, nameSeenTimes: 2 },
    ...more,
  };
}

/** The plan for the account of the tests, which is bound to everything. */
export function planOf(
  uses: readonly Use[],
  documents: readonly string[] = [bind('web', SUBJECT)],
  users: readonly UserInfo[] = [WEB],
): LeastPrivilegePlan {
  return planLeastPrivilege(users, contextWith(documents, uses));
}

/** Roles and bindings in short: `Role shop: get configmaps [a]`. */
export function spell({ subjects }: LeastPrivilegePlan): readonly string[] {
  return subjects.flatMap(({ objects }) =>
    objects.flatMap((object) => {
      const place = textOf(valueAt(object, ['metadata', 'namespace'])) || '-';
      const kind = textOf(object['kind']);
      if (kind.endsWith('Binding')) return [`${kind} ${place} ${textOf(valueAt(object, ['roleRef', 'kind']))}`];
      const rules = isList(object['rules']) ? object['rules'].filter(isObject) : [];
      const list = (rule: JsonObject, key: string): string =>
        isList(rule[key]) ? rule[key].map(textOf).join('+') : '';
      return rules.map((rule) =>
        [
          kind,
          place,
          list(rule, 'verbs'),
          list(rule, 'resources') || list(rule, 'nonResourceURLs'),
          list(rule, 'apiGroups'),
          list(rule, 'resourceNames'),
        ]
          .join(' ')
          .trimEnd(),
      );
    }),
  );
}
