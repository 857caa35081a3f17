import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type PlatformCandidate, platformOf, PLATFORMS } from './platform.ts';

const NO_CHOICE = { namespaces: [], own: [] };

function candidate(gk: string, where: string, more: Partial<PlatformCandidate> = {}): PlatformCandidate {
  const [namespace = '', name = ''] = where.split('/');
  return { gk, namespace, name, labels: {}, asShipped: false, ...more };
}

test('the rules have the form that their schema describes', () => {
  const schema: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, 'platforms.schema.json'), 'utf8'));
  const validate = new Ajv2020().compile(schema as object);
  validate(PLATFORMS);
  expect(validate.errors).toBeNull();
  const ids = PLATFORMS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('platformOf', () => {
  test.each([
    [candidate('DaemonSet.apps', 'kube-system/kube-proxy'), 'kubernetes'],
    [candidate('Namespace', '/kube-system'), 'kubernetes'],
    [candidate('ClusterRole.rbac.authorization.k8s.io', '/system:node', { asShipped: true }), 'kubernetes'],
    // Whoever may bind roles may call a binding what they like, and label it.
    [candidate('ClusterRole.rbac.authorization.k8s.io', '/system:evil'), undefined],
    [candidate('ClusterRoleBinding.rbac.authorization.k8s.io', '/eks:evil'), undefined],
    [
      candidate('ClusterRoleBinding.rbac.authorization.k8s.io', '/evil', {
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
      }),
      undefined,
    ],
    [candidate('PriorityClass.scheduling.k8s.io', '/system-node-critical'), 'kubernetes'],
    [candidate('Pod', 'shop/evil', { labels: { 'kubernetes.io/cluster-service': 'true' } }), undefined],
    [candidate('Pod', 'default/web'), undefined],
    [candidate('ConfigMap', 'shop/kube-root-ca.crt'), 'kubernetes'],
    [candidate('Secret', 'shop/kube-root-ca.crt'), undefined],
    // A namespace is known by its own name only: a Role called like a namespace is nobody's.
    [candidate('Role.rbac.authorization.k8s.io', 'shop/kube-system'), undefined],
    [candidate('Deployment.apps', 'openshift-ingress/router'), 'openshift'],
    [candidate('Deployment.apps', 'my-openshift/router'), undefined],
    [candidate('Deployment.apps', 'shop/argo', { labels: { 'olm.owner': 'argo.v1' } }), undefined],
    [
      candidate('ValidatingWebhookConfiguration.admissionregistration.k8s.io', '/argo', {
        labels: { 'olm.owner': 'argo.v1' },
      }),
      'olm',
    ],
    [candidate('Deployment.apps', 'argocd/server'), 'operators'],
    // What is namespaced is not judged by a cluster-scoped name.
    [candidate('Role.rbac.authorization.k8s.io', 'shop/system:leader'), undefined],
  ])('%o is part of %s', (object, id) => {
    expect(platformOf(object, NO_CHOICE)?.id).toBe(id);
  });

  test('what people say goes before the rules', () => {
    const proxy = candidate('DaemonSet.apps', 'kube-system/kube-proxy');
    expect(platformOf(proxy, { namespaces: [], own: ['kube-*'] })).toBeUndefined();
    const tools = candidate('Deployment.apps', 'team-tools/runner');
    expect(platformOf(tools, { namespaces: ['team-*'], own: [] })?.id).toBe('configured');
    expect(platformOf(tools, { namespaces: ['team-*'], own: ['team-tools'] })).toBeUndefined();
  });
});
