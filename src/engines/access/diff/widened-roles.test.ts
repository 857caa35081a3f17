import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { openAccess } from '../access.ts';
import { RBAC_KINDS } from '../grants.ts';
import { diffAccess, type DiffSide, type WidenedRole } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const GET = '{verbs: [get], apiGroups: [""], resources: [pods]}';
const ALL = '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}';
const VIEW = `${HEAD}kind: ClusterRole\nmetadata: {name: view}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {to: view}}]}\n`;
const BINDING = `${HEAD}kind: ClusterRoleBinding\nmetadata: {name: b}\nsubjects: [{kind: User, name: ann}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\n`;

function role(rules: string, metadata = 'name: r', kind = 'ClusterRole'): string {
  return `${HEAD}kind: ${kind}\nmetadata: {${metadata}}\nrules: [${rules}]\n`;
}

function side(documents: readonly string[], unseen: 'all' | readonly string[]): DiffSide {
  const options = unseen === 'all' ? {} : { complete: true, unseen };
  const cluster = clusterOf(objectsOf(documents.join('---\n')), options);
  return { cluster, access: openAccess(cluster) };
}

function widened(
  before: readonly string[],
  after: readonly string[],
  unseen: 'all' | readonly string[] = 'all',
): readonly WidenedRole[] {
  return diffAccess(side(before, unseen), side(after, unseen)).unknown.roles;
}

function spell({ role: { object }, rules, severity, isBound }: WidenedRole): string {
  return `${object.ref.name} ${severity} ${isBound ? 'bound' : 'elsewhere'}: ${rules.map(({ verbs, resources }) => `${verbs.join()} ${resources.join()}`).join()}`;
}

describe('roles that give more, where bindings may be elsewhere', () => {
  it.each([
    ['a rule', [role(GET)], [role(`${GET}, ${ALL}`)], ['r critical elsewhere: * *']],
    ['that are bound here too', [role(GET), BINDING], [role(ALL), BINDING], ['r critical bound: * *']],
    [
      'a Role',
      [role(GET, 'name: r, namespace: shop', 'Role')],
      [role(ALL, 'name: r, namespace: shop', 'Role')],
      ['r high elsewhere: * *'],
    ],
    [
      'a label by which they flow into another',
      [VIEW, role(ALL)],
      [VIEW, role(ALL, 'name: r, labels: {to: view}')],
      ['view critical elsewhere: * *'],
    ],
    [
      'a new role that flows into another',
      [VIEW],
      [VIEW, role(ALL, 'name: r, labels: {to: view}')],
      ['view critical elsewhere: * *'],
    ],
    ['nothing by other words', [role(`${GET}, ${GET}`)], [role(GET)], []],
    ['less', [role(ALL)], [role(GET)], []],
    ['a new role, which nobody can have been bound to', [], [role(ALL)], []],
  ])('%s', (_what, before, after, wanted) => {
    expect(widened(before, after).map(spell)).toEqual(wanted);
    // Where all bindings were seen, what nobody is bound to is nothing.
    expect(widened(before, after, [])).toEqual([]);
  });

  it('names the rule where it was written, and the lists that were not seen', () => {
    const [found] = widened([VIEW, role(ALL)], [VIEW, role(ALL, 'name: r, labels: {to: view}')]);
    expect(found?.role.origins[found.rule]?.object.ref.name).toBe('r');
    expect(found?.gaps.map(({ gk }) => gk)).toEqual([RBAC_KINDS.clusterBinding, RBAC_KINDS.binding]);
  });

  it.each([
    [RBAC_KINDS.clusterBinding, 'ClusterRole', 1],
    [RBAC_KINDS.binding, 'ClusterRole', 1],
    [RBAC_KINDS.clusterBinding, 'Role', 0],
    [RBAC_KINDS.binding, 'Role', 1],
    [RBAC_KINDS.clusterRole, 'ClusterRole', 0],
  ])('counts on %s for a %s', (unseen, kind, wanted) => {
    const metadata = kind === 'Role' ? 'name: r, namespace: shop' : 'name: r';
    expect(widened([role(GET, metadata, kind)], [role(ALL, metadata, kind)], [unseen])).toHaveLength(wanted);
  });
});
