import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import type { ControlPlane, TestClient } from '../../index.ts';

/** Namespaces in which the operator works; its own is `ops`. */
export const NAMESPACES = ['shop', 'bank', 'blog'] as const;
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const APPLY = { query: { fieldManager: 'operator', force: 'true' }, contentType: 'application/apply-patch+yaml' };
const MERGE = { contentType: 'application/merge-patch+json' };

function deployment(name: string): JsonObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  };
}

/** The cluster as people set one up: an operator with far more rights than it needs, one binding its own and one that it shares. */
export async function setUp(plane: ControlPlane): Promise<void> {
  const { admin } = plane;
  for (const name of ['ops', ...NAMESPACES]) await plane.createNamespace(name);
  await admin.send('POST', '/api/v1/namespaces/ops/serviceaccounts', { body: { metadata: { name: 'operator' } } });
  const operator = { kind: 'ServiceAccount', name: 'operator', namespace: 'ops' };
  const rules = [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['get'] },
  ];
  await admin.send('POST', `${RBAC}/clusterroles`, { body: { metadata: { name: 'operator' }, rules } });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'operator' };
  for (const [name, subjects] of [
    ['operator', [operator]],
    ['shared', [{ kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }, operator]],
  ] as const)
    await admin.send('POST', `${RBAC}/clusterrolebindings`, {
      body: { metadata: { name }, roleRef, subjects: [...subjects] },
    });
  await admin.send('POST', '/api/v1/namespaces/ops/secrets', { body: { metadata: { name: 'credentials' } } });
  for (const namespace of NAMESPACES)
    await admin.send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, { body: deployment('web') });
}

/** One round: what an operator asks for in a reconcile loop, in one namespace. */
async function reconcile(client: TestClient, namespace: string, round: number): Promise<void> {
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const lease = '/apis/coordination.k8s.io/v1/namespaces/ops/leases';
  await client.request('GET', '/apis/apps/v1/deployments', { query: { limit: '50' } });
  await client.request('GET', `${deployments}/web`);
  await client.request('PATCH', `${deployments}/web/scale`, {
    body: { spec: { replicas: 1 + (round % 3) } },
    ...MERGE,
  });
  await client.request('PATCH', `${deployments}/web/status`, { body: { status: { observedGeneration: 1 } }, ...MERGE });
  const applied = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'operator-state' },
    data: { round: String(round) },
  };
  await client.request('PATCH', `${maps}/operator-state`, { body: applied, ...APPLY });
  const made = await client.request('POST', maps, { body: { metadata: { generateName: 'run-' } } });
  const name = textOf(valueAt(made.body, ['metadata', 'name']));
  await client.request('GET', `${maps}/${name}`);
  if (round % 2 === 0) await client.request('DELETE', `${maps}/${name}`);
  await client.request('GET', `/api/v1/namespaces/${namespace}/pods`);
  await client.request('GET', '/api/v1/namespaces/ops/secrets/credentials');
  const held = await client.request('GET', `${lease}/operator`);
  const body = { metadata: { name: 'operator' }, spec: { holderIdentity: `round-${round}` } };
  if (held.status === 404) await client.request('POST', lease, { body });
  else await client.request('PATCH', `${lease}/operator`, { body, ...MERGE });
  const pods = await client.request('GET', `/api/v1/namespaces/${namespace}/pods`, { query: { limit: '1' } });
  const pod = textOf(valueAt(pods.body, ['items', 0, 'metadata', 'name'])) || 'web';
  await client.request('GET', `/api/v1/namespaces/${namespace}/pods/${pod}/exec`, { query: { command: 'date' } });
  await client.request('GET', '/metrics');
}

/** Works until the time is over; returns how many rounds it made. */
export async function work(client: TestClient, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let round = 0;
  for (; performance.now() < until; round++) {
    await reconcile(client, NAMESPACES[round % NAMESPACES.length] ?? 'shop', round);
    await sleep(500);
  }
  return round;
}

/** What people do meanwhile, so that controllers have work: deployments that come and go, and a namespace. */
export async function keepBusy(plane: ControlPlane, forMs: number): Promise<void> {
  const { admin } = plane;
  const until = performance.now() + forMs;
  const path = '/apis/apps/v1/namespaces/blog/deployments';
  await plane.createNamespace('visitors');
  for (let i = 0; performance.now() < until; i++) {
    await admin.send('POST', path, { body: deployment(`page-${i}`) });
    if (i > 0) await admin.send('DELETE', `${path}/page-${i - 1}`, { query: { propagationPolicy: 'Background' } });
    await sleep(3000);
  }
}
