import { expect, it } from 'vitest';
import { clusterOf, objectOf } from '../../../test/support/objects.ts';
import { stringifyJson } from '../json.ts';
import { bootstrapRbac, compareWithBootstrap, NEWEST_MINOR } from '../kube/index.ts';
import { redactCluster } from './redact.ts';

const CLUSTER = clusterOf([
  objectOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'ledger',
      namespace: 'payments',
      labels: { 'acme.example/team': 'blue', 'app.kubernetes.io/name': 'ledger' },
      annotations: {
        'acme.example/owner': 'alice',
        'container.apparmor.security.beta.kubernetes.io/vault': 'unconfined',
      },
    },
    spec: {
      selector: { matchLabels: { 'acme.example/team': 'blue' } },
      template: {
        metadata: { labels: { 'acme.example/team': 'blue' } },
        spec: {
          serviceAccountName: 'ledger',
          containers: [
            {
              name: 'vault',
              image: 'registry.acme.example/money/vault:1.2@sha256:abc',
              args: ['--db=ledger.acme.example', 'sudo'],
              env: [
                { name: 'DB_PASSWORD', value: 'hunter2' },
                { name: 'KEY', valueFrom: { secretKeyRef: { name: 'absent-secret', key: 'token' } } },
              ],
              ports: [{ name: 'http', containerPort: 80 }],
            },
          ],
        },
      },
    },
  }),
  objectOf({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'payments',
      labels: { 'kubernetes.io/metadata.name': 'payments', 'pod-security.kubernetes.io/enforce': 'restricted' },
    },
  }),
  objectOf({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'readers', namespace: 'payments' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [
      { kind: 'User', name: 'alice@acme.example', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'Group', name: 'system:serviceaccounts:payments', apiGroup: 'rbac.authorization.k8s.io' },
    ],
  }),
]);

const rename = (name: string): string => `<${Array.from(name).toReversed().join('')}>`;

it('renames everywhere alike and leaves nothing that names the owner', () => {
  const text = stringifyJson(redactCluster(CLUSTER, rename).objects.map(({ ref, data }) => [ref as never, data]));
  for (const told of ['ledger', 'payments', 'acme', 'alice', 'hunter2', 'absent-secret', 'money', 'vault', 'blue'])
    expect(text).not.toContain(told);
  // What refers to what stays: account, selector, namespace of the group, the container in its annotation.
  expect(text).toContain('"serviceAccountName":"<regdel>"');
  expect(text).toContain('"matchLabels":{"<elpmaxe.emca>/team":"<eulb>"}');
  expect(text).toContain('system:serviceaccounts:<stnemyap>');
  expect(text).toContain('container.apparmor.security.beta.kubernetes.io/<tluav>');
  expect(text).toContain('"kubernetes.io/metadata.name":"<stnemyap>"');
});

it('keeps what rules are about', () => {
  const text = stringifyJson(redactCluster(CLUSTER, rename).objects.map(({ data }) => data));
  expect(text).toContain('"pod-security.kubernetes.io/enforce":"restricted"');
  expect(text).toContain(':1.2@sha256:abc"');
  expect(text).toContain('"name":"DB_PASSWORD","value":"*******"');
  expect(text).toContain('"sudo"');
  expect(text).toContain('"name":"view"');
  expect(text).toContain('"name":"http"');
});

it('keeps the names and rules of what the API server makes itself, whatever else is called like them', () => {
  const bootstrap = [...bootstrapRbac(NEWEST_MINOR)].map((data) => objectOf(data));
  const own = ['pods', 'get', 'team-vault'].map((name) =>
    objectOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'payments' } }),
  );
  const { objects } = redactCluster(clusterOf([...bootstrap, ...own]), (name) => `x-${name.length}`);
  const kept = objects.filter(({ gk }) => gk.endsWith('.rbac.authorization.k8s.io'));
  const changed = kept.filter(({ data, ref }) => {
    const changes = compareWithBootstrap(data, ref.namespace, NEWEST_MINOR);
    return (
      changes === undefined || [changes.added, changes.removed, changes.addedSubjects].some((list) => list.length > 0)
    );
  });
  expect([kept.length, changed.map(({ ref }) => ref.name)]).toEqual([bootstrap.length, []]);
  expect(stringifyJson(objects.map(({ data }) => data))).not.toContain('team-vault');
});
