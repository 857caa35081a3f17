import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { resolveTenants, type TenantSpec } from './index.ts';

const NAMESPACES = [
  ['shop', '{team: shop}'],
  ['shop-dev', '{team: shop, stage: dev}'],
  ['ops', '{}'],
]
  .map(([name, labels]) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`)
  .join('---\n');

function spec(more: Partial<TenantSpec>): TenantSpec {
  return { name: 'shop', namespaces: [], labels: {}, subjects: [], ...more };
}

function clusterWith(complete: boolean): ReturnType<typeof clusterOf> {
  return clusterOf(objectsOf(NAMESPACES), { complete });
}

describe('namespaces of a tenant', () => {
  it.each([
    ['by name, seen or not', { namespaces: ['shop', 'gone'] }, ['gone', 'shop']],
    ['by pattern', { namespaces: ['shop*'] }, ['shop', 'shop-dev']],
    ['by one label', { labels: { team: 'shop' } }, ['shop', 'shop-dev']],
    ['by all labels', { labels: { team: 'shop', stage: 'dev' } }, ['shop-dev']],
    ['by any of these', { namespaces: ['ops'], labels: { stage: 'dev' } }, ['ops', 'shop-dev']],
    ['none', {}, []],
  ])('%s', (_what, more, wanted) => {
    expect(resolveTenants([spec(more)], clusterWith(true)).tenants[0]?.namespaces).toEqual(wanted);
  });

  it('are undecided where others may match that were not seen', () => {
    const undecided = (more: Partial<TenantSpec>, complete: boolean): number =>
      resolveTenants([spec(more)], clusterWith(complete)).tenants[0]?.undecided.length ?? -1;
    expect(undecided({ namespaces: ['shop'] }, false)).toBe(0);
    expect(undecided({ namespaces: ['shop*'] }, false)).toBe(1);
    expect(undecided({ namespaces: ['shop*'], labels: { team: 'shop' } }, false)).toBe(2);
    expect(undecided({ namespaces: ['shop*'], labels: { team: 'shop' } }, true)).toBe(0);
  });

  it('that two tenants claim are a conflict, with the names of both', () => {
    const found = resolveTenants(
      [spec({ namespaces: ['shop*'] }), spec({ name: 'dev', labels: { stage: 'dev' } })],
      clusterWith(true),
    );
    expect(found.conflicts).toEqual([{ namespace: 'shop-dev', tenants: ['dev', 'shop'] }]);
    expect([found.ownerOf('shop')?.name, found.ownerOf('ops')]).toEqual(['shop', undefined]);
  });
});

describe('subjects of a tenant', () => {
  const [tenant] = resolveTenants(
    [spec({ namespaces: ['shop'], subjects: ['sa:ci/shop-*', 'group:shop-*', 'ann@*'] })],
    clusterWith(true),
  ).tenants;
  it.each([
    ['ServiceAccount', 'web', 'shop', true],
    ['ServiceAccount', 'web', 'ops', false],
    ['ServiceAccount', 'shop-deployer', 'ci', true],
    ['Group', 'system:serviceaccounts:shop', '', true],
    ['Group', 'system:serviceaccounts:ops', '', false],
    ['Group', 'system:serviceaccounts', '', false],
    ['Group', 'shop-admins', '', true],
    ['User', 'shop-admins', '', false],
    ['User', 'ann@example.com', '', true],
  ] as const)('%s %s of "%s"', (kind, name, namespace, wanted) => {
    expect(tenant?.has({ kind, name, namespace })).toBe(wanted);
  });
});
