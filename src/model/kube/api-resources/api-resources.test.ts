import { describe, expect, it } from 'vitest';
import { guessResource } from '../resource-names.ts';
import { kindsOfTable } from '../schema/index.ts';
import { apiResources, findApiResource, isNamespacedResource } from './index.ts';

describe('API resources', () => {
  it.each([
    ['', 'pods', 37, true],
    ['', 'nodes', 37, false],
    ['', 'namespaces', 37, false],
    ['apps', 'deployments', 29, true],
    ['rbac.authorization.k8s.io', 'clusterroles', 31, false],
    ['', 'deployments', 37, undefined],
    ['example.com', 'widgets', 37, undefined],
    // Beyond the table the nearest minor is asked.
    ['', 'pods', 12, true],
    ['', 'pods', 99, true],
  ] as const)('says of %s/%s in 1.%i whether it is namespaced: %s', (group, resource, minor, wanted) => {
    expect(isNamespacedResource(group, resource, minor)).toBe(wanted);
  });

  it('knows subresources by the minor that has them', () => {
    expect(findApiResource('', 'pods', 'resize', 31)).toBeUndefined();
    expect(findApiResource('', 'pods', 'resize', 33)).toMatchObject({ kind: 'Pod', namespaced: true });
    expect(findApiResource('', 'pods', 'exec', 29)?.verbs).toEqual(['create', 'get']);
    expect(findApiResource('', 'serviceaccounts', 'token', 37)?.verbs).toEqual(['create']);
  });

  it('agrees with the table of kinds on scope', () => {
    const scopes = new Map([...apiResources(37)].map((one) => [`${one.group}/${one.resource}`, one.namespaced]));
    const differing = [...kindsOfTable()]
      .filter(({ until }) => until >= 37)
      .filter(({ group, kind, namespaced }) => {
        const scope = scopes.get(`${group}/${guessResource(kind)}`);
        return scope !== undefined && scope !== namespaced;
      });
    expect(differing).toEqual([]);
    expect(scopes.size).toBeGreaterThan(60);
  });
});
