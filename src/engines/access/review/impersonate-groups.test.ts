import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { openAccess } from '../access.ts';
import { type PrivilegedSubject, reviewAccess } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const TO_ALICE =
  'subjects: [{kind: User, name: alice}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name:';

/** Alice with some rules everywhere and others in one namespace. */
function reviewAlice(everywhere: readonly string[], local: string): readonly PrivilegedSubject[] {
  const documents = [
    `${HEAD}kind: ClusterRole\nmetadata: {name: wide}\nrules: [${everywhere.join(', ')}]\n`,
    `${HEAD}kind: ClusterRoleBinding\nmetadata: {name: wide}\n${TO_ALICE} wide}\n`,
    `${HEAD}kind: ClusterRole\nmetadata: {name: local}\nrules: [${local}]\n`,
    `${HEAD}kind: RoleBinding\nmetadata: {name: local, namespace: shop}\n${TO_ALICE} local}\n`,
  ];
  const cluster = clusterOf(objectsOf(documents.join('---\n')), { complete: true });
  return reviewAccess(cluster, openAccess(cluster)).subjects;
}

const act = (verb: string, resource: string, more = '', group = ''): string =>
  `{verbs: ["${verb}"], apiGroups: ["${group}"], resources: [${resource}]${more}}`;
const MASTERS = ', resourceNames: [devs, "system:masters"]';
const CONSTRAINED = (resource: string, more = ''): string =>
  act('impersonate:user-info', resource, more, 'authentication.k8s.io');
describe('the right to impersonate groups weighs by whom they go with', () => {
  it.each([
    ['alone, which nobody can use', [act('impersonate', 'groups')], '', ['impersonate high']],
    [
      'with a user',
      [act('impersonate', 'groups'), act('impersonate', 'users', ', resourceNames: [al]')],
      '',
      ['impersonate critical'],
    ],
    [
      'that give all, by name',
      [act('impersonate', 'groups', MASTERS), act('impersonate', 'users', ', resourceNames: [al]')],
      '',
      ['impersonate critical'],
    ],
    [
      'that give little, by name',
      [act('impersonate', 'groups', ', resourceNames: [devs]'), act('impersonate', 'users', ', resourceNames: [al]')],
      '',
      ['impersonate high'],
    ],
    [
      'with a user in a namespace, which is none',
      [act('impersonate', 'groups')],
      act('impersonate', 'users'),
      ['impersonate high'],
    ],
    [
      'with an account in a namespace',
      [act('impersonate', 'groups')],
      act('impersonate', 'serviceaccounts'),
      ['impersonate critical', 'impersonate high'],
    ],
    [
      'with a uid, which needs a user too',
      [act('impersonate', 'groups'), act('impersonate', 'uids', '', 'authentication.k8s.io')],
      '',
      ['impersonate high'],
    ],
    ['under constraints', [CONSTRAINED('groups')], '', ['impersonate-constrained medium']],
    ['under constraints with a user', [CONSTRAINED('groups, users')], '', ['impersonate-constrained high']],
    ['in a namespace', [], act('impersonate', 'groups'), []],
    ['as extra and uid only', [act('impersonate', 'uids, userextras/scopes', '', 'authentication.k8s.io')], '', []],
  ])('%s', (_what, everywhere, local, wanted) => {
    const subjects = reviewAlice(everywhere, local);
    expect(subjects.flatMap(({ rights }) => rights.map(({ id, severity }) => `${id} ${severity}`))).toEqual(wanted);
  });
});
