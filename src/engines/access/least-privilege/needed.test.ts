import { describe, expect, it } from 'vitest';
import { bind, contextWith, planOf, RBAC, spell, SUBJECT, use, WEB } from '../../../../test/support/least-privilege.ts';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import type { UserInfo } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { type LeastPrivilegePlan, planLeastPrivilege, type Use } from './index.ts';

const ALICE: UserInfo = { name: 'alice', groups: ['devs', 'system:authenticated'] };

function role(...rules: readonly string[]): string {
  return `${RBAC}kind: ClusterRole\nmetadata: {name: own}\nrules: [${rules.join(', ')}]\n`;
}

function rule(verbs: string, group: string, resources: string, names = ''): string {
  return `{verbs: ["${verbs}"], apiGroups: ["${group}"], resources: ["${resources}"], resourceNames: [${names}]}`;
}

/** The plan for what the account did, that holds these rules everywhere and nothing else. */
function planFor(uses: readonly Use[], ...rules: readonly string[]): LeastPrivilegePlan {
  return planOf(uses, [role(...rules), bind('web', SUBJECT, 'own')]);
}

/** The rules of the plan, and how many uses it would refuse. */
function rulesOf(plan: LeastPrivilegePlan): readonly [readonly string[], number] {
  const rules = spell(plan).filter((line) => !/^(Cluster)?RoleBinding/.test(line));
  return [rules, plan.subjects.flatMap(({ refused }) => refused).length];
}

const CREATE_CSR = rule('update', 'certificates.k8s.io', 'certificatesigningrequests/approval');
const APPROVED = use('update certificatesigningrequests.certificates.k8s.io/approval - csr-1');

describe('of what the server asks in several ways', () => {
  it('escalate and bind are not needed by who does not hold them', () => {
    const plan = planFor(
      ['clusterroles', 'clusterrolebindings'].map((what) => use(`create ${what}.rbac.authorization.k8s.io -`)),
      rule('create', 'rbac.authorization.k8s.io', '*'),
    );
    expect(rulesOf(plan)).toEqual([
      ['ClusterRole - create clusterrolebindings+clusterroles rbac.authorization.k8s.io'],
      0,
    ]);
  });

  it.each([
    ['clusterroles', '"edit"', 'bind clusterroles rbac.authorization.k8s.io edit'],
    ['clusterroles', '', 'bind clusterroles rbac.authorization.k8s.io'],
    ['roles', '"a", "b"', 'bind roles rbac.authorization.k8s.io a+b'],
  ])('bind on %s is kept with the names that it is held with: [%s]', (what, names, wanted) => {
    const create = use('create rolebindings.rbac.authorization.k8s.io shop');
    const group = 'rbac.authorization.k8s.io';
    const plan = planFor([create], rule('create', group, 'rolebindings'), rule('bind', group, what, names));
    expect(rulesOf(plan)).toEqual([[`Role shop ${wanted}`, `Role shop create rolebindings ${group}`].toSorted(), 0]);
    const bound = plan.subjects[0]?.rights.find(({ verb }) => verb === 'bind');
    expect(bound?.state).toBe('unknown');
  });

  it('the right on a signer is kept with the names that it is held with', () => {
    const signers = rule('approve', 'certificates.k8s.io', 'signers', 'kubernetes.io/kubelet-serving');
    const [rules, refused] = rulesOf(planFor([APPROVED], CREATE_CSR, signers));
    expect(rules).toContain('ClusterRole - approve signers certificates.k8s.io kubernetes.io/kubelet-serving');
    expect([rules.length, refused]).toEqual([2, 0]);
    expect(rulesOf(planFor([APPROVED], CREATE_CSR))[0]).toHaveLength(1);
  });

  it('impersonation of old needs nothing of the constrained one', () => {
    const sent = use('get pods shop a', { user: ALICE, impersonator: WEB });
    const rules = [rule('impersonate', '', 'users', 'alice'), rule('impersonate', '', 'groups', 'devs')];
    const wanted = ['ClusterRole - impersonate groups  devs', 'ClusterRole - impersonate users  alice'];
    expect(rulesOf(planFor([sent], ...rules))).toEqual([wanted, 0]);
  });

  it('many groups need no right on all of them', () => {
    const groups = ['a', 'b', 'c', 'd', 'e'];
    const sent = use('get pods shop a', { user: { name: 'alice', groups }, impersonator: WEB });
    const group = 'authentication.k8s.io';
    const plan = planFor(
      [sent],
      rule('impersonate:user-info', group, 'users', 'alice'),
      rule('impersonate:user-info', group, 'groups', groups.join(', ')),
      rule('impersonate-on:user-info:get', '', 'pods'),
    );
    const [rules, refused] = rulesOf(plan);
    expect(rules.join('\n')).not.toContain('*');
    expect([rules.length, refused]).toEqual([3, 0]);
  });

  it('the way that the log names is taken where both are allowed, or where roles were not seen', () => {
    const as = { user: 'alice', groups: ALICE.groups };
    const sent = (constraint: string): Use =>
      use('get pods shop a', { user: ALICE, impersonator: WEB, as: { ...as, constraint } });
    const ways = (plan: LeastPrivilegePlan): boolean => JSON.stringify(plan.subjects[0]?.objects).includes('user-info');
    const open = (uses: readonly Use[]): LeastPrivilegePlan => {
      const cluster = clusterOf(objectsOf(bind('web', SUBJECT, 'own')), {});
      return planLeastPrivilege([WEB], { ...contextWith([], uses), cluster, access: openAccess(cluster) });
    };
    for (const make of [planOf, open])
      expect(['', 'impersonate:user-info'].map((way) => ways(make([sent(way)])))).toEqual([false, true]);
  });
});

describe('impersonation', () => {
  it('needs the uid and the extra that were sent, and is replayed with them', () => {
    const as = { user: 'alice', groups: ALICE.groups, uid: 'u1', extra: { scopes: ['v'] }, constraint: '' };
    const sent = use('get pods shop a', { user: ALICE, impersonator: WEB, as });
    const [rules, refused] = rulesOf(planOf([sent]));
    expect(rules).toEqual([
      'ClusterRole - impersonate groups  devs',
      'ClusterRole - impersonate users  alice',
      'ClusterRole - impersonate uids authentication.k8s.io u1',
      'ClusterRole - impersonate userextras/scopes authentication.k8s.io v',
    ]);
    expect(refused).toBe(0);
    const lost = planFor([sent], rule('impersonate', '', 'users'), rule('impersonate', '', 'groups'));
    expect(lost.subjects[0]?.refused.map(({ reason }) => reason).join()).toContain('u1');
  });

  it('of an account or a node needs no group that the server adds', () => {
    const asked = (name: string, groups: readonly string[], constraint: string): readonly string[] => {
      const user = { name, groups: [...groups, 'system:authenticated'] };
      const as = { user: name, groups: user.groups, constraint };
      return rulesOf(planOf([use('get pods shop a', { user, impersonator: WEB, as })]))[0];
    };
    const own = ['system:serviceaccounts', 'system:serviceaccounts:ops'];
    expect(asked('system:serviceaccount:ops:ci', own, '').join()).not.toContain('groups');
    expect(asked('system:serviceaccount:ops:ci', [...own, 'ci'], '').join()).toContain('system:serviceaccounts:ops');
    expect(asked('system:node:n1', ['system:nodes'], 'impersonate:arbitrary-node').join()).not.toContain('groups');
  });

  it('of the own node needs no right on other nodes', () => {
    const user = { name: 'system:node:n1', groups: ['system:authenticated', 'system:nodes'] };
    const as = { user: user.name, groups: user.groups, constraint: 'impersonate:associated-node' };
    const sent = use('get pods shop a', { user, impersonator: WEB, as });
    expect(rulesOf(planOf([sent]))).toEqual([
      [
        'ClusterRole - impersonate:associated-node nodes authentication.k8s.io *',
        'Role shop impersonate-on:associated-node:get pods  a',
      ],
      0,
    ]);
  });

  it('is for whom it was for, though it was seen once and roles were not seen', () => {
    const sent = use('get pods shop a', { user: ALICE, impersonator: WEB, count: 1, folded: true });
    const as = { user: 'alice', groups: ALICE.groups, constraint: '' };
    const cluster = clusterOf([], {});
    const context = { ...contextWith([], [{ ...sent, as }]), cluster, access: openAccess(cluster) };
    expect(rulesOf(planLeastPrivilege([WEB], context))[0]).toEqual([
      'ClusterRole - impersonate groups  devs',
      'ClusterRole - impersonate users  alice',
    ]);
  });

  it('into a group that allows all takes nothing from who is in none', () => {
    const admins = bind('admins', '{kind: Group, name: admins}');
    const direct = use('get configmaps shop a');
    const user = { name: WEB.name, groups: ['admins'] };
    const asAdmin = use('get configmaps shop a', { user, impersonator: ALICE });
    const plan = planOf([direct, asAdmin], [bind('web', SUBJECT), admins]);
    expect(rulesOf(plan)).toEqual([['Role shop get configmaps  a'], 0]);
  });
});

describe('what today’s roles do not give', () => {
  it('is given as it was asked for, second checks too, and told', () => {
    const plan = planFor([use('patch configmaps shop cm', { created: true, count: 1 })]);
    expect(rulesOf(plan)).toEqual([['Role shop create+patch configmaps  cm'], 0]);
    expect(plan.subjects[0]?.notes.join()).toContain('yet nothing that was seen allows them today: patch configmaps');
  });

  it('is left out where the log does not say that it was allowed, and told', () => {
    const plan = planFor([use('list secrets shop', { unsure: true }), use('list pods shop')], rule('list', '', 'pods'));
    expect(rulesOf(plan)).toEqual([['Role shop list pods'], 0]);
    expect(plan.subjects[0]?.notes.join()).toContain('they are left out: list secrets in shop');
  });

  it('does not come by names that were seen once, nor by many namespaces, nor by names that were not kept', () => {
    const once = use('get configmaps shop a', { count: 1 });
    expect(rulesOf(planFor([once], rule('get', '', 'configmaps', 'a, b')))).toEqual([
      ['Role shop get configmaps  a'],
      0,
    ]);
    const many = use('get configmaps shop', { folded: true });
    expect(rulesOf(planFor([many], rule('get', '', 'configmaps', 'a, b')))).toEqual([
      ['Role shop get configmaps  a+b'],
      0,
    ]);
    const spaces = ['a', 'b', 'c', 'd'];
    const bindings = spaces.map((space) =>
      bind('web', SUBJECT).replace('ClusterRoleBinding\nmetadata: {', `RoleBinding\nmetadata: {namespace: ${space}, `),
    );
    const plan = planOf(
      spaces.map((space) => use(`list pods ${space}`)),
      bindings,
    );
    expect(rulesOf(plan)).toEqual([['ClusterRole - list pods'], 0]);
    expect(spell(plan).filter((line) => line.startsWith('ClusterRoleBinding'))).toEqual([]);
  });
});

describe('paths that were not kept each', () => {
  const folded = use('get /metrics/*', { folded: true });
  it('are allowed by the pattern that they have in common', () => {
    const plan = planOf([folded, use('get /metrics/1'), use('get /version')]);
    expect(rulesOf(plan)).toEqual([['ClusterRole - get /metrics/*+/version'], 0]);
  });

  it('are no more than the URLs that are held today', () => {
    const plan = planFor([folded], '{verbs: [get], nonResourceURLs: [/metrics/a, /metrics/b, /logs]}');
    expect(rulesOf(plan)).toEqual([['ClusterRole - get /metrics/a+/metrics/b'], 0]);
    expect(plan.subjects[0]?.rights.map(({ what, state }) => [what, state])).toEqual([
      ['/metrics/a', 'unknown'],
      ['/metrics/b', 'unknown'],
      ['/logs', 'unused'],
    ]);
  });
});
