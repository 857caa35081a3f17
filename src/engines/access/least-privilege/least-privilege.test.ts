import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf, objectsOf } from '../../../../test/support/objects.ts';
import { applyChanges, type Cluster } from '../../../model/cluster/index.ts';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import {
  bootstrapRbac,
  formatAttributes,
  NEWEST_MINOR,
  serviceAccountUser,
  type UserInfo,
  userInfo,
} from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { isMadeUp, type LeastPrivilegePlan, planLeastPrivilege, replayPlan, type Use } from './index.ts';
import type { PlanContext } from './plan.ts';

const RBAC = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ALL = `${RBAC}kind: ClusterRole\nmetadata: {name: all}\nrules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}, {verbs: [get], nonResourceURLs: ["*"]}]\n`;
const WEB = serviceAccountUser('shop', 'web');
const SUBJECT = '{kind: ServiceAccount, name: web, namespace: shop}';

function bind(name: string, subjects: string, role = 'all'): string {
  return `${RBAC}kind: ClusterRoleBinding\nmetadata: {name: ${name}}\nsubjects: [${subjects}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}\n`;
}

function use(text: string, more: Partial<Use> = {}): Use {
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
    ...more,
  };
}

function contextWith(documents: readonly string[], uses: readonly Use[], more: Partial<PlanContext> = {}): PlanContext {
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

function planOf(
  uses: readonly Use[],
  documents: readonly string[] = [bind('web', SUBJECT)],
  users: readonly UserInfo[] = [WEB],
): LeastPrivilegePlan {
  return planLeastPrivilege(users, contextWith(documents, uses));
}

/** Roles and bindings in short: `Role shop: get configmaps [a]`. */
function spell({ subjects }: LeastPrivilegePlan): readonly string[] {
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

describe('roles from uses', () => {
  it.each([
    [
      'one request in one namespace',
      ['get pods shop web-abc'],
      ['Role shop get pods  web-abc', 'RoleBinding shop Role'],
    ],
    [
      'a name seen again and again',
      ['get configmaps shop settings'],
      ['Role shop get configmaps  settings', 'RoleBinding shop Role'],
    ],
    [
      'a list names nothing',
      ['list configmaps shop', 'get configmaps shop settings'],
      ['Role shop get configmaps  settings', 'Role shop list configmaps', 'RoleBinding shop Role'],
    ],
    [
      'verbs and resources that go together',
      ['get pods shop', 'list pods shop', 'get services shop', 'list services shop'],
      ['Role shop get+list pods+services', 'RoleBinding shop Role'],
    ],
    [
      'the same in two groups',
      ['list deployments.apps shop', 'list deployments.extensions shop'],
      ['Role shop list deployments apps+extensions', 'RoleBinding shop Role'],
    ],
    [
      'everywhere when asked so, and nothing twice',
      ['list pods -', 'list pods shop'],
      ['ClusterRole - list pods', 'ClusterRoleBinding - ClusterRole'],
    ],
    [
      'the same in two namespaces is one role',
      ['list pods a', 'list pods b'],
      ['ClusterRole - list pods', 'RoleBinding a ClusterRole', 'RoleBinding b ClusterRole'],
    ],
    [
      'many namespaces become everywhere',
      ['list pods a', 'list pods b', 'list pods c', 'list pods d'],
      ['ClusterRole - list pods', 'ClusterRoleBinding - ClusterRole'],
    ],
    [
      'URLs',
      ['get /metrics', 'get /healthz'],
      ['ClusterRole - get /healthz+/metrics', 'ClusterRoleBinding - ClusterRole'],
    ],
    [
      'a subresource',
      ['patch deployments.apps/scale shop web'],
      ['Role shop patch deployments/scale apps web', 'RoleBinding shop Role'],
    ],
    [
      'a token needs the name',
      ['create serviceaccounts/token shop ci'],
      ['Role shop create serviceaccounts/token  ci', 'RoleBinding shop Role'],
    ],
  ])('%s', (_what, uses, wanted) => {
    const plan = planOf(uses.map((text) => use(text)));
    expect(spell(plan)).toEqual(wanted);
    expect(plan.subjects.flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('that made what was not there allow its creation too', () => {
    const plan = planOf([use('patch configmaps shop settings', { created: true })]);
    expect(spell(plan)).toEqual(['Role shop create+patch configmaps  settings', 'RoleBinding shop Role']);
  });

  it('of exec by GET allow what 1.35 asks for besides', () => {
    expect(spell(planOf([use('get pods/exec shop db')]))[0]).toBe('Role shop create+get pods/exec  db');
  });

  it('rest on no name that was seen once, or that something made up', () => {
    expect(spell(planOf([use('get configmaps shop settings', { count: 1 })]))[0]).toBe('Role shop get configmaps');
    expect(spell(planOf([use('get configmaps shop a'), use('get configmaps shop run-x7k2p')]))[0]).toBe(
      'Role shop get configmaps',
    );
    expect(spell(planOf([use('get configmaps shop a', { folded: true })]))[0]).toBe('Role shop get configmaps');
  });

  it('let whoever acts as others do so, for those', () => {
    const bob = userInfo('bob');
    const plan = planOf([use('get pods shop', { user: bob, impersonator: WEB })]);
    // From 1.35 on the server asks for the constrained form first.
    expect(spell(plan)).toEqual([
      'ClusterRole - impersonate:user-info users authentication.k8s.io bob',
      'ClusterRoleBinding - ClusterRole',
      'Role shop impersonate-on:user-info:get pods',
      'RoleBinding shop Role',
    ]);
  });

  it('keep bind and escalate for whoever writes roles and holds them, and say so', () => {
    const plan = planOf([use('create rolebindings.rbac.authorization.k8s.io shop')]);
    expect(spell(plan).join('\n')).toMatch(/bind clusterroles\+roles/);
    expect(plan.subjects[0]?.notes.join('\n')).toContain('cannot be seen in a log');
  });
});

describe('what is there today', () => {
  const LIST = [use('list pods shop')];
  it('goes where it names nobody else, and is edited where it does; groups keep theirs', () => {
    const both = planOf(LIST, [
      bind('own', SUBJECT),
      bind('shared', `{kind: User, name: ann}, ${SUBJECT}, {kind: User, name: bob}`),
    ]);
    expect(both.removed.map(({ ref }) => ref.name)).toEqual(['own']);
    expect(both.edited.map(({ object, ops }) => [object.ref.name, ops])).toEqual([
      ['shared', [{ op: 'remove', path: ['subjects', 1] }]],
    ]);
    const byGroup = planOf(LIST, [bind('group', '{kind: Group, name: "system:serviceaccounts:shop"}')]);
    expect([spell(byGroup), byGroup.removed, byGroup.subjects[0]?.byOthers]).toEqual([[], [], 1]);
  });

  it('of two subjects in one binding is edited once', () => {
    const two = `${SUBJECT}, {kind: ServiceAccount, name: api, namespace: shop}, {kind: User, name: ann}`;
    const api = serviceAccountUser('shop', 'api');
    const plan = planOf([...LIST, use('get pods shop', { user: api })], [bind('shared', two)], [WEB, api]);
    const { cluster } = applyChanges(contextWith([bind('shared', two)], []).cluster, plan.changes, (data) =>
      objectOf(data),
    );
    const left = cluster.get('ClusterRoleBinding.rbac.authorization.k8s.io', '', 'shared').items[0];
    expect(left?.data['subjects']).toEqual([{ kind: 'User', name: 'ann' }]);
    expect(plan.subjects.map(({ refused }) => refused.length)).toEqual([0, 0]);
  });

  it('is listed right by right: used with its times, unused, or not to be known', () => {
    const role = `${RBAC}kind: ClusterRole\nmetadata: {name: r}\nrules: [{verbs: [list, watch, delete], apiGroups: [""], resources: [pods]}]\n`;
    const uses = [use('list pods shop', { first: 5, last: 9 }), use('list pods shop', { first: 3, last: 4 })];
    const blindness = { verbs: new Set(['watch']), urls: false, missing: [] };
    const { subjects } = planLeastPrivilege([WEB], contextWith([role, bind('web', SUBJECT, 'r')], uses, { blindness }));
    expect(subjects[0]?.rights.map(({ verb, what, state, first, last }) => [verb, what, state, first, last])).toEqual([
      ['list', 'pods of core', 'used', 3, 9],
      ['watch', 'pods of core', 'unknown', undefined, undefined],
      ['delete', 'pods of core', 'unused', undefined, undefined],
    ]);
  });

  it('that the API server makes anew is told to be so', () => {
    const node = serviceAccountUser('kube-system', 'node-controller');
    const name = 'system:controller:node-controller';
    const documents = [...bootstrapRbac(NEWEST_MINOR)].filter(
      ({ metadata }) => isObject(metadata) && metadata['name'] === name,
    );
    const cluster = clusterOf(
      documents.map((data) => objectOf(data)),
      { complete: true },
    );
    const uses = [use('list pods -', { user: node })];
    const { subjects } = planLeastPrivilege([node], { ...contextWith([], uses), cluster, access: openAccess(cluster) });
    expect(subjects[0]?.notes.join()).toContain('makes them anew whenever it starts');
  });

  it('says of a wildcard what it was used for', () => {
    const { subjects } = planLeastPrivilege(
      [WEB],
      contextWith([bind('web', SUBJECT)], [use('list pods shop'), use('get /metrics')]),
    );
    expect(subjects[0]?.rights.map(({ verb, what, onlyFor }) => [verb, what, onlyFor])).toEqual([
      ['*', '* of *', ['list pods']],
      ['get', '*', ['get /metrics']],
    ]);
  });

  it('is not replayed by what comes later: that is told', () => {
    const context = contextWith([bind('web', SUBJECT)], LIST);
    const plan = planLeastPrivilege([WEB], context);
    const [replay] = replayPlan(plan, [use('list pods shop'), use('get secrets shop db')], context);
    expect([replay?.asked, replay?.refused.map(({ attributes }) => formatAttributes(attributes))]).toEqual([
      2,
      ['get secrets "db" in shop'],
    ]);
  });
});

describe('names that are made up', () => {
  it.each([
    ['web-7d4b9c6f5-x2k8p', true],
    ['run-x7k2p', true],
    ['3f0c9f9e-7f6e-4b7a-9a4e-0a4f6a1d2c3b', true],
    ['event.17d2f3a4b5c6d7e8', true],
    ['backup-20260101', true],
    ['db-0', true],
    ['settings', false],
    ['leader-election', false],
    ['kube-root-ca.crt', false],
    ['web', false],
  ])('%s: %s', (name, wanted) => {
    expect(isMadeUp(name)).toBe(wanted);
  });
});

const SPACES = ['a', 'b', 'c', 'd', ''] as const;
const randomUse = fc
  .record({
    verb: fc.constantFrom('get', 'list', 'watch', 'create', 'update', 'delete', 'deletecollection'),
    what: fc.constantFrom('pods', 'configmaps', 'deployments.apps', 'pods/log'),
    namespace: fc.constantFrom(...SPACES),
    name: fc.constantFrom('', 'x', 'y', 'run-x7k2p'),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ verb, what, namespace, name, count }) => use(`${verb} ${what} ${namespace || '-'} ${name}`, { count }));

/** Every cluster that the plan's roles leave with one verb of one rule taken away. */
function* weakened(objects: readonly JsonObject[]): Iterable<readonly JsonObject[]> {
  for (const [at, object] of objects.entries()) {
    const rules = isList(object['rules']) ? object['rules'].filter(isObject) : [];
    for (const [index, rule] of rules.entries())
      for (const verb of isList(rule['verbs']) ? rule['verbs'] : []) {
        const verbs = (isList(rule['verbs']) ? rule['verbs'] : []).filter((one) => one !== verb);
        const changed = rules.map((one, i) => (i === index ? { ...one, verbs } : one));
        yield objects.map((one, i) => (i === at ? { ...object, rules: changed } : one));
      }
  }
}

function clusterWithout(plan: LeastPrivilegePlan, context: PlanContext, objects: readonly JsonObject[]): Cluster {
  return applyChanges(context.cluster, { ...plan.changes, added: objects }, (data) => objectOf(data)).cluster;
}

describe('any uses', () => {
  it('are allowed by the roles, and without any verb of any rule one is refused', () => {
    fc.assert(
      fc.property(fc.array(randomUse, { minLength: 1, maxLength: 14 }), (uses) => {
        const context = contextWith([bind('web', SUBJECT)], uses);
        const plan = planLeastPrivilege([WEB], context);
        expect(plan.subjects[0]?.refused).toEqual([]);
        const objects = plan.subjects[0]?.objects ?? [];
        for (const weaker of weakened(objects)) {
          const access = openAccess(clusterWithout(plan, context, weaker));
          const isRefused = uses.some(({ attributes }) => access.authorize(WEB, attributes).decision !== 'allowed');
          expect(isRefused, JSON.stringify(weaker)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
