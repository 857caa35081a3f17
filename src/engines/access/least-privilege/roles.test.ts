import { describe, expect, it } from 'vitest';
import { planOf, spell, use, WEB } from '../../../../test/support/least-privilege.ts';
import { userInfo } from '../../../model/kube/index.ts';
import { isMadeUp } from './index.ts';

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

  it('are made of what the log does not say was refused either, and say so', () => {
    const uses = [use('list pods shop'), use('get configmaps shop a', { unsure: true }), use('list jobs.batch shop')];
    const plan = planOf(uses);
    expect(spell(plan)).toContain('Role shop get configmaps  a');
    expect(plan.subjects[0]?.notes).toEqual([
      'the log does not say whether these were allowed, so they are taken as allowed: get configmaps "a" in shop',
    ]);
    const four = planOf(['a', 'b', 'c', 'd'].map((name) => use(`get configmaps shop ${name}`, { unsure: true })));
    expect(four.subjects[0]?.notes[0]).toContain('"c" in shop and 1 more');
  });

  it('keep bind and escalate for whoever writes roles and holds them, and say so', () => {
    const plan = planOf([use('create rolebindings.rbac.authorization.k8s.io shop')]);
    expect(spell(plan).join('\n')).toMatch(/bind clusterroles\+roles/);
    expect(plan.subjects[0]?.notes.join('\n')).toContain('cannot be seen in a log');
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
