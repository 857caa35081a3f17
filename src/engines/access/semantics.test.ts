import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import {
  groupMember,
  serviceAccountUser,
  type RequestAttributes,
  uncoveredRules,
  userInfo,
  type UserInfo,
} from '../../model/kube/index.ts';
import { openAccess } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';

function role(kind: 'Role' | 'ClusterRole', name: string, rules: string, more = ''): string {
  const place = kind === 'Role' ? ', namespace: shop' : '';
  return `${HEAD}kind: ${kind}\nmetadata: {name: ${name}${place}${more}}\nrules: [${rules}]\n`;
}

function binding(scope: string, subject: string, to: string): string {
  const kind = scope === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const place = scope === '' ? '' : `, namespace: ${scope}`;
  const [roleKind, name] = to.split('/');
  return `${HEAD}kind: ${kind}\nmetadata: {name: b${place}}\nsubjects: [${subject}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${roleKind}, name: ${name}}\n`;
}

const ALICE = '{kind: User, apiGroup: rbac.authorization.k8s.io, name: alice}';
const alice = userInfo('alice');

/** `create core/pods/exec@shop "x"`, or `get /metrics`. */
function request(text: string): RequestAttributes {
  const [verb = '', what = '', name = ''] = text.split(' ');
  if (what.startsWith('/')) return { kind: 'url', verb, path: what };
  const [path = '', namespace = ''] = what.split('@');
  const [group = '', resource = '', subresource = ''] = path.split('/');
  return { kind: 'resource', verb, group: group === 'core' ? '' : group, resource, subresource, namespace, name };
}

function may(documents: readonly string[], user: UserInfo, asked: string): string {
  const access = openAccess(clusterOf(objectsOf(documents.join('---\n')), { complete: true }));
  return access.authorize(user, request(asked)).decision;
}

/** One rule that alice holds everywhere, and what it lets her do. */
const MATCHING: readonly (readonly [string, string, string, 'allowed' | 'denied'])[] = [
  [
    '1 verb * is every verb, invented ones too',
    '{verbs: ["*"], apiGroups: [""], resources: [pods]}',
    'impersonate-on:user-info:get core/pods',
    'allowed',
  ],
  [
    '1 verb * covers escalate',
    '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}',
    'escalate rbac.authorization.k8s.io/clusterroles',
    'allowed',
  ],
  ['1 other verbs are literal', '{verbs: [get], apiGroups: [""], resources: [pods]}', 'list core/pods', 'denied'],
  [
    '2 resource * covers subresources',
    '{verbs: [create], apiGroups: [""], resources: ["*"]}',
    'create core/pods/exec',
    'allowed',
  ],
  [
    '2 */exec covers exec of all',
    '{verbs: [create], apiGroups: [""], resources: ["*/exec"]}',
    'create core/pods/exec',
    'allowed',
  ],
  [
    '2 */exec is not the resource',
    '{verbs: [create], apiGroups: [""], resources: ["*/exec"]}',
    'create core/pods',
    'denied',
  ],
  [
    '2 pods/* matches nothing real',
    '{verbs: [create], apiGroups: [""], resources: ["pods/*"]}',
    'create core/pods/exec',
    'denied',
  ],
  [
    '2 */* matches nothing real',
    '{verbs: [create], apiGroups: [""], resources: ["*/*"]}',
    'create core/pods/exec',
    'denied',
  ],
  [
    '2 pods is not pods/exec',
    '{verbs: [create], apiGroups: [""], resources: [pods]}',
    'create core/pods/exec',
    'denied',
  ],
  [
    '3 "" is the core group only',
    '{verbs: [get], apiGroups: [""], resources: [deployments]}',
    'get apps/deployments',
    'denied',
  ],
  [
    '3 * is every group',
    '{verbs: [get], apiGroups: ["*"], resources: [deployments]}',
    'get apps/deployments',
    'allowed',
  ],
  [
    '3 extensions is another group',
    '{verbs: [get], apiGroups: [extensions], resources: [deployments]}',
    'get apps/deployments',
    'denied',
  ],
  [
    '4 a named rule is for that name',
    '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'get core/secrets db',
    'allowed',
  ],
  [
    '4 and no other',
    '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'get core/secrets web',
    'denied',
  ],
  [
    '4 a creation has no name',
    '{verbs: [create], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'create core/secrets',
    'denied',
  ],
  [
    '4 a creation by PUT has one',
    '{verbs: [create], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'create core/secrets db',
    'allowed',
  ],
  [
    '4 a subresource creation has one',
    '{verbs: [create], apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [ci]}',
    'create core/serviceaccounts/token ci',
    'allowed',
  ],
  [
    '4 * as a name is a name',
    '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: ["*"]}',
    'get core/secrets db',
    'denied',
  ],
  [
    '5 a list by name',
    '{verbs: [list], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'list core/secrets db',
    'allowed',
  ],
  [
    '5 a list of all',
    '{verbs: [list], apiGroups: [""], resources: [secrets], resourceNames: [db]}',
    'list core/secrets',
    'denied',
  ],
  ['6 a URL', '{verbs: [get], nonResourceURLs: [/metrics]}', 'get /metrics', 'allowed'],
  ['6 a URL with * at its end', '{verbs: [get], nonResourceURLs: ["/logs/*"]}', 'get /logs/kubelet', 'allowed'],
  ['6 * elsewhere is a letter', '{verbs: [get], nonResourceURLs: ["/a*b"]}', 'get /axb', 'denied'],
  [
    '28 signers by domain',
    '{verbs: [approve], apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: ["example.com/*"]}',
    'approve certificates.k8s.io/signers example.com/*',
    'allowed',
  ],
];

describe('matching', () => {
  it.each(MATCHING)('%s', (_point, rule, asked, wanted) => {
    expect(may([role('ClusterRole', 'r', rule), binding('', ALICE, 'ClusterRole/r')], alice, asked)).toBe(wanted);
  });

  it('7 rules and bindings add up, and nothing takes away', () => {
    const documents = [
      role(
        'ClusterRole',
        'r',
        '{verbs: [get], apiGroups: [""], resources: [pods]}, {verbs: [list], apiGroups: [""], resources: [pods]}',
      ),
      role('Role', 'q', '{verbs: [delete], apiGroups: [""], resources: [pods]}'),
      binding('', ALICE, 'ClusterRole/r'),
      binding('shop', ALICE, 'Role/q'),
    ];
    for (const verb of ['get', 'list', 'delete'])
      expect(may(documents, alice, `${verb} core/pods@shop`)).toBe('allowed');
    expect(may(documents, alice, 'delete core/pods@other')).toBe('denied');
  });
});

const ALL = '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}, {verbs: ["*"], nonResourceURLs: ["*"]}';

describe('scope', () => {
  const documents = [role('ClusterRole', 'all', ALL), binding('shop', ALICE, 'ClusterRole/all')];
  it.each([
    ['8 inside the namespace', 'delete core/secrets@shop x', 'allowed'],
    ['8 not in another one', 'delete core/secrets@other x', 'denied'],
    ['8 not cluster-wide', 'get core/nodes x', 'denied'],
    ['9 the Namespace itself carries its name as namespace', 'patch core/namespaces@shop shop', 'allowed'],
    ['9 and not others', 'patch core/namespaces@other other', 'denied'],
    ['10 a review says yes to a cluster-scoped resource in a namespace', 'get core/nodes@shop x', 'allowed'],
    ['11 users are impersonated cluster-wide', 'impersonate core/users alice', 'denied'],
    ['11 accounts in their namespace', 'impersonate core/serviceaccounts@shop robot', 'allowed'],
    ['6 URLs never by a RoleBinding', 'get /metrics', 'denied'],
  ])('%s', (_point, asked, wanted) => {
    expect(may(documents, alice, asked)).toBe(wanted);
  });
});

describe('subjects', () => {
  const robot = serviceAccountUser('shop', 'robot');
  const read = role('ClusterRole', 'r', '{verbs: [get], apiGroups: [""], resources: [pods]}');
  it.each([
    ['13 the group of all accounts', '', '{kind: Group, name: "system:serviceaccounts"}', 'get core/pods', 'allowed'],
    [
      '13 the group of its namespace',
      '',
      '{kind: Group, name: "system:serviceaccounts:shop"}',
      'get core/pods',
      'allowed',
    ],
    [
      '13 the group of another namespace',
      '',
      '{kind: Group, name: "system:serviceaccounts:other"}',
      'get core/pods',
      'denied',
    ],
    ['13 everyone who is known', '', '{kind: Group, name: "system:authenticated"}', 'get core/pods', 'allowed'],
    ['13 nobody is unknown', '', '{kind: Group, name: "system:unauthenticated"}', 'get core/pods', 'denied'],
    [
      '13 an account by the name of its user',
      '',
      '{kind: User, name: "system:serviceaccount:shop:robot"}',
      'get core/pods',
      'allowed',
    ],
    [
      '14 without a namespace: that of the RoleBinding',
      'shop',
      '{kind: ServiceAccount, name: robot}',
      'get core/pods@shop',
      'allowed',
    ],
    [
      '14 without a namespace: nobody in a ClusterRoleBinding',
      '',
      '{kind: ServiceAccount, name: robot}',
      'get core/pods',
      'denied',
    ],
    [
      '14 bound in another namespace than its own',
      'other',
      '{kind: ServiceAccount, name: robot, namespace: shop}',
      'get core/pods@other',
      'allowed',
    ],
    ['16 a user is no group', '', '{kind: Group, name: "system:serviceaccount:shop:robot"}', 'get core/pods', 'denied'],
    ['16 unknown kinds are nobody', '', '{kind: Robot, name: robot, namespace: shop}', 'get core/pods', 'denied'],
  ])('%s', (_point, scope, subject, asked, wanted) => {
    expect(may([read, binding(scope, subject, 'ClusterRole/r')], robot, asked)).toBe(wanted);
  });

  it('a binding that names nobody means nobody, not everyone of whom only a group is known', () => {
    const documents = [read, binding('', '{kind: User, name: ""}', 'ClusterRole/r')];
    expect(may(documents, groupMember('devs'), 'get core/pods')).toBe('denied');
  });

  it.each([
    ['devs', ['devs', 'system:authenticated']],
    ['system:unauthenticated', ['system:unauthenticated']],
    ['system:masters', ['system:masters']],
    ['system:serviceaccounts:shop', ['system:serviceaccounts:shop', 'system:serviceaccounts', 'system:authenticated']],
  ])('13 whoever is in %s is in all its groups', (group, wanted) => {
    expect(groupMember(group).groups).toEqual(wanted);
  });

  it('what is defined more than once gives what any definition gives', () => {
    const pods = role('Role', 'r', '{verbs: [get], apiGroups: [""], resources: [pods]}');
    const secrets = role('Role', 'r', '{verbs: [get], apiGroups: [""], resources: [secrets]}');
    const nodes = role('ClusterRole', 'n', '{verbs: [get], apiGroups: [""], resources: [nodes]}');
    const twice = [pods, secrets, binding('shop', ALICE, 'Role/r')];
    expect(may(twice, alice, 'get core/pods@shop')).toBe('allowed');
    expect(may(twice, alice, 'get core/secrets@shop')).toBe('allowed');
    const rebound = [nodes, binding('', ALICE, 'ClusterRole/n'), binding('', ALICE, 'ClusterRole/gone')];
    expect(may(rebound, alice, 'get core/nodes')).toBe('allowed');
  });

  it('15 a binding to a role that is not there gives nothing', () => {
    expect(may([binding('', ALICE, 'ClusterRole/gone')], alice, 'get core/pods')).toBe('denied');
    expect(may([role('ClusterRole', 'r', ALL), binding('shop', ALICE, 'Role/r')], alice, 'get core/pods@shop')).toBe(
      'denied',
    );
  });

  it('16 members of system:masters need no rule', () => {
    expect(may([], userInfo('root', ['system:masters']), 'delete core/nodes x')).toBe('allowed');
  });

  it('13 someone who did not say who it is', () => {
    const documents = [read, binding('', '{kind: Group, name: "system:unauthenticated"}', 'ClusterRole/r')];
    expect(may(documents, userInfo('system:anonymous'), 'get core/pods')).toBe('allowed');
    expect(may(documents, alice, 'get core/pods')).toBe('denied');
  });
});

describe('21 aggregation', () => {
  const labelled = role(
    'ClusterRole',
    'part',
    '{verbs: [get], apiGroups: [""], resources: [pods]}',
    ', labels: {to: sum}',
  );
  const sum = (selectors: string, rules = '[]'): string =>
    `${HEAD}kind: ClusterRole\nmetadata: {name: sum}\naggregationRule: {clusterRoleSelectors: ${selectors}}\nrules: ${rules}\n`;
  const bound = binding('', ALICE, 'ClusterRole/sum');
  it.each([
    ['takes what is labelled', '[{matchLabels: {to: sum}}]', 'allowed'],
    ['needs every label of a selector', '[{matchLabels: {to: sum, and: more}}]', 'denied'],
    [
      'needs one of its selectors',
      '[{matchLabels: {to: other}}, {matchExpressions: [{key: to, operator: Exists}]}]',
      'allowed',
    ],
    ['takes nothing without a selector', '[]', 'denied'],
    ['takes all by an empty selector', '[{}]', 'allowed'],
  ])('%s', (_what, selectors, wanted) => {
    expect(may([labelled, sum(selectors), bound], alice, 'get core/pods')).toBe(wanted);
  });

  it('does not look at what stands in the role: the controller overwrites it', () => {
    const documents = [
      sum('[{matchLabels: {to: sum}}]', '[{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}]'),
      bound,
    ];
    expect(may(documents, alice, 'get core/pods')).toBe('denied');
  });

  it('follows aggregated roles, and ends where they aggregate each other', () => {
    const ring = (name: string, from: string): string =>
      `${HEAD}kind: ClusterRole\nmetadata: {name: ${name}, labels: {in: ${name}}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {in: ${from}}}, {matchLabels: {to: ${name}}}]}\n`;
    const documents = [
      ring('one', 'two'),
      ring('two', 'one'),
      role('ClusterRole', 'part', '{verbs: [get], apiGroups: [""], resources: [pods]}', ', labels: {to: two}'),
      binding('', ALICE, 'ClusterRole/one'),
    ];
    expect(may(documents, alice, 'get core/pods')).toBe('allowed');
  });

  it('says which role a rule was written in', () => {
    const access = openAccess(clusterOf(objectsOf([labelled, sum('[{matchLabels: {to: sum}}]'), bound].join('---\n'))));
    const [chain] = access.chainsOf(alice, request('get core/pods'));
    expect(chain?.role.object.ref.name).toBe('sum');
    expect(chain?.role.origins[chain.rule]?.object.ref.name).toBe('part');
  });
});

describe('33 what was not seen', () => {
  const documents = [role('ClusterRole', 'r', ALL), binding('', ALICE, 'ClusterRole/r')];
  it('leaves a no undecided, and names the lists', () => {
    const access = openAccess(clusterOf(objectsOf(documents.join('---\n'))));
    const decision = access.authorize(userInfo('bob'), request('get core/pods@shop'));
    expect(decision.decision).toBe('unknown');
    const gaps = decision.decision === 'unknown' ? decision.gaps.map(({ gk }) => gk.split('.')[0]) : [];
    expect(gaps).toEqual(['ClusterRoleBinding', 'ClusterRole', 'RoleBinding', 'Role']);
  });

  it('does not touch a yes', () => {
    const access = openAccess(clusterOf(objectsOf(documents.join('---\n'))));
    expect(access.authorize(alice, request('get core/pods@shop')).decision).toBe('allowed');
  });
});

describe('18 and 19: what the escalation check covers', () => {
  const rule = (verbs: string[], resources: string[], more: object = {}) => ({
    verbs,
    apiGroups: [''],
    resources,
    resourceNames: [],
    nonResourceURLs: [],
    ...more,
  });
  it.each([
    ['the same rule', [rule(['get'], ['pods'])], [rule(['get'], ['pods'])], 0],
    [
      'two rules together',
      [rule(['get'], ['pods']), rule(['get'], ['secrets'])],
      [rule(['get'], ['pods', 'secrets'])],
      0,
    ],
    ['another verb', [rule(['get'], ['pods'])], [rule(['get', 'list'], ['pods'])], 1],
    ['*/exec covers pods/exec', [rule(['create'], ['*/exec'])], [rule(['create'], ['pods/exec'])], 0],
    ['pods does not cover pods/exec', [rule(['create'], ['pods'])], [rule(['create'], ['pods/exec'])], 1],
    [
      'a named rule does not cover all',
      [rule(['get'], ['secrets'], { resourceNames: ['a'] })],
      [rule(['get'], ['secrets'])],
      1,
    ],
    [
      'all covers a named rule',
      [rule(['get'], ['secrets'])],
      [rule(['get'], ['secrets'], { resourceNames: ['a', 'b'] })],
      0,
    ],
    ['every verb by name is not *', [rule(['get', 'list'], ['pods'])], [rule(['*'], ['pods'])], 1],
    [
      'a prefix of URLs',
      [rule(['get'], [], { nonResourceURLs: ['/api/*'] })],
      [rule(['get'], [], { nonResourceURLs: ['/api/v1'] })],
      0,
    ],
  ] as const)('%s', (_what, own, wanted, missing) => {
    expect(uncoveredRules(own, wanted)).toHaveLength(missing);
  });
});
