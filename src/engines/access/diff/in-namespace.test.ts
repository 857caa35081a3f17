import { describe, expect, it } from 'vitest';
import { NEWEST_MINOR, type PolicyRule } from '../../../model/kube/index.ts';
import { createNamespaceLimit } from './in-namespace.ts';

const RBAC = 'rbac.authorization.k8s.io';

function rule(verbs: string, apiGroups: readonly string[], resources: string): PolicyRule {
  return {
    verbs: verbs.split(' '),
    apiGroups,
    resources: resources.split(' '),
    resourceNames: [],
    nonResourceURLs: [],
  };
}

function limited(given: PolicyRule): readonly string[] {
  return createNamespaceLimit(NEWEST_MINOR)([given]).map(
    ({ verbs, apiGroups, resources }) => `${verbs.join('+')} ${resources.join('+')} ${apiGroups.join('+')}`,
  );
}

describe('what rules give in a namespace', () => {
  it.each([
    // Asked in the namespace of the RoleBinding.
    ['bind', [RBAC], 'clusterroles', ['bind clusterroles rbac.authorization.k8s.io']],
    ['*', [RBAC], 'clusterroles', ['* clusterroles rbac.authorization.k8s.io']],
    // Asked with the namespace of the role that is written: a ClusterRole has none.
    ['escalate', [RBAC], 'clusterroles', []],
    ['escalate', [RBAC], 'roles', ['escalate roles rbac.authorization.k8s.io']],
    ['get update', [RBAC], 'clusterroles', []],
    ['get bind escalate', [RBAC], 'clusterroles', ['bind clusterroles rbac.authorization.k8s.io']],
    ['get list watch create update patch delete deletecollection', [''], 'nodes', []],
    ['unsafe-delete-ignore-read-errors', [''], 'persistentvolumes', []],
    ['impersonate-on:user-info:get', [''], 'nodes', []],
    // Verbs that Kubernetes does not know may be asked anywhere by whoever does.
    ['inspect', [''], 'nodes', ['inspect nodes ']],
    ['get', [''], 'nodes/proxy', []],
    ['get', [''], 'namespaces', ['get namespaces ']],
    ['get', [''], 'namespaces/status nodes pods', ['get namespaces/status+pods ']],
    ['get', ['', 'apps', 'example.com'], 'nodes', ['get nodes apps+example.com']],
    ['get', ['*'], 'nodes', ['get nodes *']],
    ['get', [''], '*', ['get * ']],
  ] as const)('%s of %j on %s', (verbs, groups, resources, wanted) => {
    expect(limited(rule(verbs, groups, resources))).toEqual(wanted);
  });

  it('is no URL', () => {
    expect(limited({ ...rule('get', [], ''), resources: [], nonResourceURLs: ['/metrics'] })).toEqual([]);
  });
});
