import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { type RequestAttributes, ruleAllows, subjectKey, userInfo } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { type AccessChange, diffAccess, type DiffSide } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ANN = '{kind: User, name: ann}';

function role(name: string, rules: string, more = ''): string {
  return `${HEAD}kind: ClusterRole\nmetadata: {name: ${name}${more}}\nrules: [${rules}]\n`;
}

function bind(scope: string, to: string, subjects = ANN, name = `b-${to}`): string {
  const kind = scope === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const place = scope === '' ? '' : `, namespace: ${scope}`;
  return `${HEAD}kind: ${kind}\nmetadata: {name: ${name}${place}}\nsubjects: [${subjects}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${to}}\n`;
}

function side(documents: readonly string[], complete = true): DiffSide {
  const cluster = clusterOf(documents.length === 0 ? [] : objectsOf(documents.join('---\n')), { complete });
  return { cluster, access: openAccess(cluster) };
}

function spell({ subject, scope, rules, severity }: AccessChange): string {
  const what = rules.map(({ verbs, resources, apiGroups, resourceNames, nonResourceURLs }) =>
    [verbs.join('+'), [...resources, ...nonResourceURLs].join('+'), apiGroups.join('+'), resourceNames.join('+')]
      .join(' ')
      .trimEnd(),
  );
  return `${subjectKey(subject)}@${scope} ${severity}: ${what.join('; ')}`;
}

function changes(before: readonly string[], after: readonly string[]): readonly (readonly string[])[] {
  const { gained, lost } = diffAccess(side(before), side(after));
  return [gained.map(spell), lost.map(spell)];
}

const PODS = '{verbs: [get, list], apiGroups: [""], resources: [pods]}';
const SECRETS = '{verbs: [get], apiGroups: [""], resources: [secrets]}';

describe('no difference', () => {
  it.each([
    ['the same', [role('r', PODS), bind('', 'r')], [role('r', PODS), bind('', 'r')]],
    [
      'a rule in two',
      [role('r', PODS), bind('', 'r')],
      [
        role(
          'r',
          '{verbs: [list], apiGroups: [""], resources: [pods]}, {verbs: [get], apiGroups: [""], resources: [pods]}',
        ),
        bind('', 'r'),
      ],
    ],
    ['a role by another name', [role('r', PODS), bind('', 'r')], [role('s', PODS), bind('', 's')]],
    [
      'two bindings instead of one',
      [role('r', `${PODS}, ${SECRETS}`), bind('', 'r')],
      [role('a', PODS), role('b', SECRETS), bind('', 'a'), bind('', 'b')],
    ],
    ['a role that nobody holds', [], [role('r', PODS)]],
    [
      'one in a namespace beside the same everywhere',
      [role('r', PODS), bind('', 'r')],
      [role('r', PODS), bind('', 'r'), bind('shop', 'r')],
    ],
    [
      'URLs by a RoleBinding, which give nothing',
      [],
      [role('r', '{verbs: [get], nonResourceURLs: ["/metrics"]}'), bind('shop', 'r')],
    ],
    [
      'nodes in a namespace, which give nothing',
      [],
      [role('r', '{verbs: [get], apiGroups: [""], resources: [nodes]}'), bind('shop', 'r')],
    ],
  ])('%s', (_what, before, after) => {
    expect(changes(before, after)).toEqual([[], []]);
  });
});

describe('what is gained and lost', () => {
  it.each([
    [
      'a verb',
      [role('r', PODS), bind('', 'r')],
      [role('r', '{verbs: [get, list, delete], apiGroups: [""], resources: [pods]}'), bind('', 'r')],
      ['User ann@ low: delete pods'],
      [],
    ],
    [
      'a wildcard',
      [role('r', SECRETS), bind('shop', 'r')],
      [role('r', '{verbs: ["*"], apiGroups: [""], resources: [secrets]}'), bind('shop', 'r')],
      ['User ann@shop medium: * secrets'],
      [],
    ],
    [
      'everywhere instead of one namespace',
      [role('r', SECRETS), bind('shop', 'r')],
      [role('r', SECRETS), bind('', 'r')],
      ['User ann@ high: get secrets'],
      [],
    ],
    [
      'one namespace instead of everywhere',
      [role('r', SECRETS), bind('', 'r')],
      [role('r', SECRETS), bind('shop', 'r')],
      [],
      ['User ann@ high: get secrets'],
    ],
    [
      'all names instead of one',
      [role('r', '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [db]}'), bind('', 'r')],
      [role('r', SECRETS), bind('', 'r')],
      ['User ann@ high: get secrets'],
      [],
    ],
    [
      'a subject of a binding',
      [role('r', SECRETS), bind('', 'r')],
      [role('r', SECRETS), bind('', 'r', `${ANN}, {kind: Group, name: "system:authenticated"}`)],
      ['Group system:authenticated@ high: get secrets'],
      [],
    ],
    [
      'a role under a binding that led nowhere',
      [bind('', 'r')],
      [bind('', 'r'), role('r', SECRETS)],
      ['User ann@ high: get secrets'],
      [],
    ],
    [
      'a prefix of URLs',
      [role('r', '{verbs: [get], nonResourceURLs: ["/api/a"]}'), bind('', 'r')],
      [role('r', '{verbs: [get], nonResourceURLs: ["/api/*"]}'), bind('', 'r')],
      ['User ann@ low: get /api/*'],
      [],
    ],
    [
      'one thing for another',
      [role('r', SECRETS), bind('', 'r')],
      [role('r', PODS), bind('', 'r')],
      ['User ann@ low: get+list pods'],
      ['User ann@ high: get secrets'],
    ],
  ])('%s', (_what, before, after, gained, lost) => {
    expect(changes(before, after)).toEqual([gained, lost]);
  });

  it('a label that lets rules flow into a role that aggregates', () => {
    const view = `${HEAD}kind: ClusterRole\nmetadata: {name: view}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {to: view}}]}\n`;
    const [before, after] = ['', ', labels: {to: view}'].map((more) =>
      side([view, role('r', SECRETS, more), bind('', 'view')]),
    );
    if (before === undefined || after === undefined) throw new Error('no sides');
    const { gained } = diffAccess(before, after);
    expect(gained.map(spell)).toEqual(['User ann@ high: get secrets']);
    expect(gained[0]?.chain.role.origins[gained[0].chain.rule]?.object.ref.name).toBe('r');
  });

  it('is not known for a new binding to a role that may be there unseen', () => {
    const before = side([role('r', PODS)], false);
    const { unknown } = diffAccess(before, side([role('r', PODS), bind('', 'elsewhere')], false));
    expect(unknown.grants.map((one) => [one.role, one.subjects])).toEqual([['ClusterRole elsewhere', ['User ann']]]);
    expect(diffAccess(before, side([role('r', PODS), bind('', 'elsewhere')])).unknown.grants).toEqual([]);
    const both = side([bind('', 'elsewhere')], false);
    expect(diffAccess(both, both).unknown.grants).toEqual([]);
  });
});

describe('how much a change weighs', () => {
  const about = (verb: string, resource: string, more = ''): string =>
    `{verbs: [${verb}], apiGroups: [rbac.authorization.k8s.io], resources: [${resource}]${more}}`;
  const act = (resource: string, names: string): string =>
    `{verbs: [impersonate], apiGroups: [""], resources: [${resource}], resourceNames: [${names}]}`;
  it.each([
    ['the whole of a right', about('update', 'clusterroles'), about('escalate', 'clusterroles'), 'critical'],
    ['half of one', PODS, about('escalate', 'clusterroles'), 'high'],
    ['what makes a right whole', about('escalate', 'clusterroles'), about('update', 'clusterroles'), 'critical'],
    [
      'more of what made it whole',
      about('escalate, update', 'clusterroles'),
      about('create', 'clusterroles'),
      'medium',
    ],
    ['groups beside a user', act('users', 'alice'), act('groups', '"system:masters"'), 'critical'],
    ['a user beside groups', act('groups', '"system:masters"'), act('users', 'alice'), 'critical'],
    ['groups alone', PODS, act('groups', '"system:masters"'), 'high'],
  ])('%s', (_what, had, gets, wanted) => {
    const more = [role('had', had), bind('', 'had')];
    const both = [...more, role('gets', gets), bind('', 'gets')];
    const severities = diffAccess(side(more), side(both)).gained.map(({ severity }) => severity);
    expect(severities).toEqual([wanted]);
    // And the other way round it is lost.
    expect(diffAccess(side(both), side(more)).lost.map(({ severity }) => severity)).toEqual([wanted]);
  });

  it('counts `bind` on ClusterRoles where the RoleBinding is', () => {
    const before = [role('r', about('create', 'rolebindings')), bind('shop', 'r')];
    const granted = `${about('create', 'rolebindings')}, ${about('bind', 'clusterroles', ', resourceNames: [admin]')}`;
    expect(changes(before, [role('r', granted), bind('shop', 'r')])).toEqual([
      ['User ann@shop medium: bind clusterroles rbac.authorization.k8s.io admin'],
      [],
    ]);
  });
});

const VERBS = ['get', 'list', 'delete'];
const RESOURCES = ['pods', 'secrets', 'pods/exec'];
const NAMES = ['', 'a', 'b'];
const SCOPES = ['', 'shop', 'bank'];
const someOf = (list: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...list], { minLength: 1 });
const ruleText = fc
  .record({
    verbs: fc.oneof(someOf(VERBS), fc.constant(['*'])),
    resources: fc.oneof(someOf(RESOURCES), fc.constant(['*']), fc.constant(['*/exec'])),
    names: fc.subarray(['a', 'b']),
  })
  .map(({ verbs, resources, names }) => {
    const limited = names.length === 0 ? '' : `, resourceNames: [${names.join(', ')}]`;
    return `{verbs: ${JSON.stringify(verbs)}, apiGroups: [""], resources: ${JSON.stringify(resources)}${limited}}`;
  });
const documents = fc
  .array(fc.record({ rules: fc.array(ruleText, { maxLength: 3 }), scopes: fc.subarray(SCOPES) }), { maxLength: 3 })
  .map((roles) =>
    roles.flatMap(({ rules, scopes }, i) => [
      role(`r${i}`, rules.join(', ')),
      ...scopes.map((scope) => bind(scope, `r${i}`)),
    ]),
  );

const REQUESTS: readonly RequestAttributes[] = ['', 'shop', 'bank', 'other'].flatMap((namespace) =>
  VERBS.flatMap((verb) =>
    RESOURCES.flatMap((text) => {
      const [resource = '', subresource = ''] = text.split('/');
      return NAMES.map((name): RequestAttributes => ({
        kind: 'resource',
        verb,
        group: '',
        resource,
        subresource,
        namespace,
        name,
      }));
    }),
  ),
);

function isTold(list: readonly AccessChange[], request: RequestAttributes): boolean {
  return list.some(
    ({ scope, rules }) =>
      (scope === '' || (request.kind === 'resource' && request.namespace === scope)) &&
      rules.some((rule) => ruleAllows(rule, request)),
  );
}

describe('any two sides', () => {
  it('every request that is newly allowed is gained, and every one that is not any more is lost', () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        const [before, after] = [side(a), side(b)];
        const { gained, lost } = diffAccess(before, after);
        const wrong = REQUESTS.filter((request) => {
          const [was, is] = [before, after].map(
            ({ access }) => access.authorize(userInfo('ann'), request).decision === 'allowed',
          );
          const [isGained, isLost] = [isTold(gained, request), isTold(lost, request)];
          // What nobody could do before and nobody can do now is neither.
          if (was === false && is === false) return isGained || isLost;
          return (is === true && was === false && !isGained) || (was === true && is === false && !isLost);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
