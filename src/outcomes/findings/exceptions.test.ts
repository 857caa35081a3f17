import { describe, expect, it } from 'vitest';
import { objectOf } from '../../../test/support/objects.ts';
import { findExceptions, matchesObject } from './exceptions.ts';

const DEPLOYMENT = objectOf({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
});
const ROLE = objectOf({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'system:node' },
});

describe('matchesObject', () => {
  it.each([
    ['shop/Deployment/web', true],
    ['*/Deployment/*', true],
    ['sh*/Deploy*/w*', true],
    ['shop/Deployment.apps/web', true],
    ['other/Deployment/web', false],
    ['shop/Pod/web', false],
    ['Deployment/web', false],
    ['/Deployment/web', false],
    ['web', false],
    ['a/shop/Deployment/web', false],
  ])('%s on a Deployment: %s', (pattern, wanted) => {
    expect(matchesObject(pattern, DEPLOYMENT)).toBe(wanted);
  });

  it.each([
    ['ClusterRole/system:node', true],
    ['/ClusterRole/system:*', true],
    ['*/ClusterRole/system:node', false],
  ])('%s on a ClusterRole: %s', (pattern, wanted) => {
    expect(matchesObject(pattern, ROLE)).toBe(wanted);
  });
});

describe('findExceptions', () => {
  const entry = (expires: string, object = 'shop/*/*') => ({ check: 'a', object, reason: `until ${expires}`, expires });

  it('holds on its last day and not after', () => {
    expect(findExceptions([entry('2027-01-15')], '2027-01-15')('a', DEPLOYMENT)?.expired).toBe(false);
    expect(findExceptions([entry('2027-01-15')], '2027-01-16')('a', DEPLOYMENT)?.expired).toBe(true);
  });

  it('takes one that holds before one that has expired', () => {
    const found = findExceptions([entry('2026-01-01'), entry('2028-01-01')], '2027-01-15')('a', DEPLOYMENT);
    expect(found).toEqual({ reason: 'until 2028-01-01', expires: '2028-01-01', expired: false });
  });

  it('is about one check and matching objects', () => {
    const find = findExceptions([entry('2028-01-01')], '2027-01-15');
    expect(find('b', DEPLOYMENT)).toBeUndefined();
    expect(find('a', ROLE)).toBeUndefined();
  });
});
