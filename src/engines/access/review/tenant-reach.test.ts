import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { NEWEST_MINOR, subjectKey } from '../../../model/kube/index.ts';
import { resolveTenants } from '../../../model/tenants/index.ts';
import { openAccess } from '../access.ts';
import { tenantReach, tenantUnseen } from './index.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const ROLES = [
  ['read', '{verbs: [get], apiGroups: [""], resources: [configmaps]}'],
  ['secrets', '{verbs: [get], apiGroups: [""], resources: [secrets]}'],
  ['urls', '{verbs: [get], nonResourceURLs: ["/metrics"]}'],
  ['all', '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}'],
].map(([name, rules]) => `${HEAD}kind: ClusterRole\nmetadata: {name: ${name}}\nrules: [${rules}]\n`);

function bind(scope: string, subject: string, role: string): string {
  const kind = scope === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const place = scope === '' ? '' : `, namespace: ${scope}`;
  return `${HEAD}kind: ${kind}\nmetadata: {name: ${role}${place}}\nsubjects: [${subject}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}\n`;
}

const WEB = '{kind: ServiceAccount, name: web, namespace: shop}';

function reach(...bindings: readonly string[]): readonly string[] {
  const cluster = clusterOf(objectsOf([...ROLES, ...bindings].join('---\n')), { complete: true });
  const specs = ['shop', 'bank'].map((name) => ({ name, namespaces: [name], labels: {}, subjects: [`group:${name}`] }));
  const tenants = resolveTenants(specs, cluster);
  const shop = tenants.tenants.find(({ name }) => name === 'shop');
  if (shop === undefined) throw new Error('no tenant');
  return tenantReach(openAccess(cluster), shop, tenants, NEWEST_MINOR).map(
    ({ grant, severity, owner }) =>
      `${subjectKey(grant.subject)} ${grant.role?.object.ref.name ?? ''}@${grant.scope} ${severity} ${owner?.name ?? '-'}`,
  );
}

describe('what a tenant reaches outside its namespaces', () => {
  it.each([
    ['nothing in its own', bind('shop', WEB, 'all'), []],
    ['in one of another tenant', bind('bank', WEB, 'secrets'), ['ServiceAccount shop/web secrets@bank medium bank']],
    ['in one of nobody', bind('ops', WEB, 'read'), ['ServiceAccount shop/web read@ops low -']],
    ['everywhere', bind('', WEB, 'secrets'), ['ServiceAccount shop/web secrets@ high -']],
    ['no objects by URLs', bind('', WEB, 'urls'), []],
    ['nothing by what others hold', bind('', '{kind: ServiceAccount, name: web, namespace: bank}', 'all'), []],
    ['by a named group', bind('', '{kind: Group, name: shop}', 'read'), ['Group shop read@ low -']],
    [
      'by the group of its accounts',
      bind('bank', '{kind: Group, name: "system:serviceaccounts:shop"}', 'all'),
      ['Group system:serviceaccounts:shop all@bank high bank'],
    ],
    [
      'by the group of everyone',
      bind('', '{kind: Group, name: "system:authenticated"}', 'all'),
      ['Group system:authenticated all@ critical -'],
    ],
  ])('%s', (_what, binding, wanted) => {
    expect(reach(binding)).toEqual(wanted);
  });

  it('is listed worst first, everywhere before in a namespace', () => {
    const found = reach(
      bind('bank', WEB, 'secrets'),
      bind('', WEB, 'read'),
      bind('', WEB, 'all'),
      bind('ops', WEB, 'secrets'),
    );
    expect(found.map((line) => line.split(' ').slice(2, 4).join(' '))).toEqual([
      'all@ critical',
      'secrets@bank medium',
      'secrets@ops medium',
      'read@ low',
    ]);
  });
});

describe('bindings of a tenant to roles that are not there', () => {
  const unseen = (binding: string, complete: boolean): readonly string[] => {
    const cluster = clusterOf(objectsOf(binding), { complete });
    const specs = ['shop', 'bank'].map((name) => ({ name, namespaces: [name], labels: {}, subjects: [] }));
    const [, shop] = resolveTenants(specs, cluster).tenants;
    if (shop?.name !== 'shop') throw new Error('no tenant');
    return tenantUnseen(openAccess(cluster), shop, cluster).map(
      ({ binding: { ref }, scope }) => `${ref.name}@${scope}`,
    );
  };

  it.each([
    ['may give something outside its namespaces', bind('bank', WEB, 'deployer'), ['deployer@bank']],
    ['may give something everywhere', bind('', WEB, 'deployer'), ['deployer@']],
    ['give nothing outside when they are its own', bind('shop', WEB, 'deployer'), []],
    ['are not of others', bind('bank', '{kind: User, name: ann}', 'deployer'), []],
  ])('%s', (_what, binding, wanted) => {
    expect(unseen(binding, false)).toEqual(wanted);
    expect(unseen(binding, true)).toEqual([]);
  });
});
