import { describe, expect, it } from 'vitest';
import { bind, contextWith, planOf, RBAC, spell, SUBJECT, use, WEB } from '../../../../test/support/least-privilege.ts';
import { clusterOf, objectOf } from '../../../../test/support/objects.ts';
import { applyChanges } from '../../../model/cluster/index.ts';
import { isObject } from '../../../model/json.ts';
import { bootstrapRbac, formatAttributes, NEWEST_MINOR, serviceAccountUser } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { planLeastPrivilege, replayPlan } from './index.ts';

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
