import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf, objectsOf } from '../../../../test/support/objects.ts';
import { bootstrapRbac, NEWEST_MINOR, subjectKey } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { type AccessReview, reviewAccess } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ALICE = '{kind: User, name: alice}';

function clusterRole(name: string, rules: string): string {
  return `${HEAD}kind: ClusterRole\nmetadata: {name: ${name}}\nrules: [${rules}]\n`;
}

function bind(scope: string, subjects: string, to: string): string {
  const kind = scope === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const place = scope === '' ? '' : `, namespace: ${scope}`;
  return `${HEAD}kind: ${kind}\nmetadata: {name: b-${to}${place}}\nsubjects: [${subjects}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${to}}\n`;
}

function review(documents: readonly string[], complete = true, minor = NEWEST_MINOR): AccessReview {
  const cluster = clusterOf(objectsOf(documents.join('---\n')), { complete, minor });
  return reviewAccess(cluster, openAccess(cluster));
}

function rightsOf(rule: string, scope: string): readonly string[] {
  const { subjects } = review([clusterRole('r', rule), bind(scope, ALICE, 'r')]);
  return subjects.flatMap(({ rights }) => rights.map((right) => `${right.id}@${right.scope}`));
}

describe('privileged rights', () => {
  it.each([
    ['{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', '', ['everything@']],
    ['{verbs: [list], apiGroups: [""], resources: [secrets]}', 'shop', ['read-secrets@shop']],
    ['{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [db]}', 'shop', ['read-secrets@shop']],
    ['{verbs: [get], apiGroups: [apps], resources: [secrets]}', '', []],
    // From 1.35 on `get` opens no exec any more.
    ['{verbs: [get], apiGroups: [""], resources: [pods/exec]}', 'shop', []],
    ['{verbs: [create], apiGroups: [""], resources: ["*/exec"]}', '', ['exec@']],
    ['{verbs: [create], apiGroups: [""], resources: [pods]}', 'shop', ['create-workloads@shop']],
    // A creation names nothing, so that a rule with names never allows it; one of a subresource does name its object.
    ['{verbs: [create], apiGroups: [""], resources: [pods], resourceNames: [web]}', 'shop', []],
    ['{verbs: [create], apiGroups: [""], resources: [pods/exec], resourceNames: [web]}', 'shop', ['exec@shop']],
    ['{verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles]}', '', ['escalate@']],
    ['{verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles]}', 'shop', []],
    ['{verbs: [impersonate], apiGroups: [""], resources: [serviceaccounts]}', 'shop', ['impersonate@shop']],
    ['{verbs: [impersonate], apiGroups: [""], resources: [users]}', 'shop', []],
    ['{verbs: [get], apiGroups: [""], resources: [nodes/proxy]}', '', ['nodes-proxy@']],
    ['{verbs: [get], apiGroups: [""], resources: [nodes/proxy]}', 'shop', []],
    ['{verbs: [get], apiGroups: [""], resources: [configmaps]}', '', []],
    ['{verbs: [], apiGroups: [""], resources: [secrets]}', '', []],
  ] as const)('%s in "%s"', (rule, scope, wanted) => {
    expect(rightsOf(rule, scope)).toEqual(wanted);
  });

  const EXEC = '{verbs: [get], apiGroups: [""], resources: [pods/exec, pods/portforward]}';
  it.each([
    [34, ['exec', 'forward-ports']],
    [35, []],
  ])('of exec by `get` end with 1.34 (1.%i)', (minor, wanted) => {
    const { subjects } = review([clusterRole('r', EXEC), bind('', ALICE, 'r')], true, minor);
    expect(subjects.flatMap(({ rights }) => rights.map(({ id }) => id))).toEqual(wanted);
  });

  const SECRETS = '{verbs: [get], apiGroups: [""], resources: [secrets]}';
  const NAMED = '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [db, api]}';
  const BIND = '{verbs: [bind], apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterroles]}';
  const BINDINGS = '{verbs: [create], apiGroups: ["rbac.authorization.k8s.io"], resources: [rolebindings]}';
  const ESCALATE = '{verbs: [escalate, update], apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterroles]}';
  it.each([
    ['everywhere', '', '', 'critical'],
    ['in the namespace of the right', 'shop', 'shop', 'high'],
    ['everywhere, for a right in one namespace', 'shop', '', 'high'],
    ['in another namespace', 'shop', 'ops', 'medium'],
    ['in one namespace, for a right everywhere', '', 'shop', 'high'],
    ['where controllers live, for a right everywhere', '', 'kube-system', 'critical'],
  ] as const)('weigh in full where another role gives what they need: %s', (_what, scope, besides, severity) => {
    const { subjects } = review([
      clusterRole('half', BIND),
      clusterRole('other', BINDINGS),
      bind(scope, ALICE, 'half'),
      bind(besides, ALICE, 'other'),
    ]);
    expect(subjects.map(({ rights }) => rights.find(({ id }) => id === 'bind')?.severity)).toEqual([severity]);
  });

  it.each([
    ['roles', 'roles', 'critical'],
    ['clusterroles', 'clusterroles', 'critical'],
    ['roles', 'clusterroles', 'high'],
    ['clusterroles', 'roles', 'high'],
  ])('weigh in full where what is written is what they escalate: %s, %s', (escalated, written, severity) => {
    const rule = (verb: string, resource: string): string =>
      `{apiGroups: [rbac.authorization.k8s.io], resources: [${resource}], verbs: [${verb}]}`;
    const { subjects } = review([
      clusterRole('escalates', rule('escalate', escalated)),
      clusterRole('writes', rule('create', written)),
      bind('', ALICE, 'escalates'),
      bind('', ALICE, 'writes'),
    ]);
    expect(subjects[0]?.rights.find(({ id }) => id === 'escalate')?.severity).toBe(severity);
  });

  it('weigh less where somebody else holds what they need', () => {
    const { subjects } = review([
      clusterRole('half', BIND),
      clusterRole('other', BINDINGS),
      bind('', '{kind: User, name: bob}', 'half'),
      bind('', ALICE, 'other'),
    ]);
    expect(subjects.flatMap(({ rights }) => rights.map(({ id, severity }) => `${id} ${severity}`))).toEqual([
      'bind high',
      'change-bindings medium',
    ]);
  });

  it.each([
    ['everywhere', SECRETS, '', 'read-secrets', 'high'],
    ['in one namespace', SECRETS, 'shop', 'read-secrets', 'medium'],
    ['where controllers live', SECRETS, 'kube-system', 'read-secrets', 'high'],
    ['for two names', NAMED, '', 'read-secrets', 'medium'],
    ['that nothing goes with', BIND, '', 'bind', 'high'],
    ['with what it needs', `${BIND}, ${BINDINGS}`, '', 'bind', 'critical'],
    ['with what it needs, in one namespace', `${BIND}, ${BINDINGS}`, 'shop', 'bind', 'high'],
    ['of roles everywhere', ESCALATE, '', 'escalate', 'critical'],
  ])('weigh by where they hold, and for what: %s', (_what, rules, scope, id, severity) => {
    const { subjects } = review([clusterRole('r', rules), bind(scope, ALICE, 'r')]);
    expect(subjects[0]?.rights.find((right) => right.id === id)?.severity).toBe(severity);
  });

  it('carry the names that all their chains limit them to, and every rule that gives them', () => {
    const rightOf = (...rules: readonly string[]): unknown => {
      const right = review([clusterRole('r', rules.join(', ')), bind('', ALICE, 'r')]).subjects[0]?.rights[0];
      return [right?.names, right?.chains.map(({ rule }) => rule)];
    };
    expect(rightOf(NAMED)).toEqual([['api', 'db'], [0]]);
    expect(rightOf(NAMED, SECRETS)).toEqual([undefined, [0, 1]]);
    expect(rightOf(EXEC, SECRETS)).toEqual([undefined, [1]]);
  });

  it('of a right about objects of both scopes make one', () => {
    const rule = '{verbs: ["*"], apiGroups: ["rbac.authorization.k8s.io"], resources: ["*"]}';
    expect(rightsOf(rule, '')).toEqual(['escalate@', 'bind@', 'change-roles@', 'change-bindings@']);
  });

  it('puts who holds more, and everywhere, first, each with its chains', () => {
    const { subjects } = review([
      clusterRole('all', '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}'),
      clusterRole('secrets', '{verbs: [get], apiGroups: [""], resources: [secrets]}'),
      bind('shop', '{kind: User, name: local}', 'all'),
      bind('', '{kind: Group, name: readers}, {kind: ServiceAccount, name: nobody}', 'secrets'),
      bind('ops', '{kind: ServiceAccount, name: web}', 'secrets'),
    ]);
    expect(subjects.map(({ subject }) => subjectKey(subject))).toEqual([
      'Group readers',
      'User local',
      'ServiceAccount ops/web',
    ]);
    expect(
      subjects[0]?.rights[0]?.chains.map(({ grant, role }) => [grant.binding.ref.name, role.object.ref.name]),
    ).toEqual([['b-secrets', 'secrets']]);
    expect(subjects.every(({ builtIn }) => !builtIn)).toBe(true);
  });
});

describe('what leads nowhere', () => {
  const account = bind('shop', '{kind: ServiceAccount, name: gone}, {kind: ServiceAccount, name: default}', 'r');
  const some = clusterRole('r', '{verbs: [get], apiGroups: [""], resources: [pods]}');

  it.each([
    [[bind('', ALICE, 'missing')], true, [['role', true]]],
    [[bind('', ALICE, 'missing')], false, [['role', false]]],
    [[some, account], true, [['account', true]]],
    [[some, account, 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: gone, namespace: shop}\n'], true, []],
  ] as const)('case %#', (documents, complete, wanted) => {
    const found = review(documents, complete);
    expect(found.dangling.map(({ missing, certain }) => [missing, certain])).toEqual(wanted);
    expect(found.complete).toBe(complete);
  });

  it('does not call a role unused that another takes its rules from, where bindings may be elsewhere', () => {
    const documents = [
      `${HEAD}kind: ClusterRole\nmetadata: {name: sum}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {to: sum}}]}\n`,
      clusterRole('part', '{verbs: [get], apiGroups: [""], resources: [pods]}').replace(
        'name: part',
        'name: part, labels: {to: sum}',
      ),
      clusterRole('alone', '{verbs: [get], apiGroups: [""], resources: [pods]}'),
    ];
    const unused = (complete: boolean): readonly string[] =>
      review(documents, complete).unusedRoles.map(({ ref }) => ref.name);
    expect(unused(true)).toEqual(['alone', 'part', 'sum']);
    expect(unused(false)).toEqual(['alone', 'sum']);
  });

  it('names roles that nobody holds, bindings without subjects and wildcards that are held', () => {
    const found = review([
      clusterRole('unused', '{verbs: ["*"], apiGroups: [""], resources: [pods]}'),
      clusterRole('wide', '{verbs: [get], apiGroups: ["*"], resources: ["*"]}'),
      bind('shop', ALICE, 'wide'),
      bind('', '', 'wide'),
    ]);
    expect(found.unusedRoles.map(({ ref }) => ref.name)).toEqual(['unused']);
    expect(found.emptyBindings.map(({ ref }) => ref.kind)).toEqual(['ClusterRoleBinding']);
    expect(found.wildcards.map(({ role, fields }) => [role.object.ref.name, fields])).toEqual([
      ['wide', ['apiGroups', 'resources']],
    ]);
  });
});

describe('what the API server makes itself', () => {
  function reviewWith(more: string, minor = NEWEST_MINOR): AccessReview {
    const own = objectsOf(more, minor);
    const names = new Set(own.map(({ gk, ref }) => `${gk}/${ref.namespace}/${ref.name}`));
    const made = [...bootstrapRbac(minor)]
      .map((data) => objectOf(data, minor))
      .filter(({ gk, ref }) => !names.has(`${gk}/${ref.namespace}/${ref.name}`));
    const cluster = clusterOf([...made, ...own], { complete: true, minor });
    return reviewAccess(cluster, openAccess(cluster));
  }

  it.each([NEWEST_MINOR, 34])('is apart and unchanged in 1.%i', (minor) => {
    const found = reviewWith('', minor);
    expect(found.subjects.length).toBeGreaterThan(10);
    expect(found.subjects.filter(({ builtIn }) => !builtIn)).toEqual([]);
    expect([found.changed, found.wildcards, found.dangling, found.unusedRoles, found.emptyBindings]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it('is not passed off as such once a subject was added', () => {
    const found = reviewWith(
      `${HEAD}kind: ClusterRoleBinding\nmetadata: {name: cluster-admin}\nsubjects: [{kind: Group, name: "system:unauthenticated"}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\n`,
    );
    const [first] = found.subjects.filter(({ builtIn }) => !builtIn);
    expect(first?.subject.name).toBe('system:unauthenticated');
    expect(found.changed.map(({ object, changes }) => [object.ref.name, changes.addedSubjects])).toEqual([
      ['cluster-admin', ['Group system:unauthenticated']],
    ]);
    expect(found.wildcards.length).toBeGreaterThan(0);
  });
});
