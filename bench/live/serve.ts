import { createInterface } from 'node:readline';
import { type FakeResource, POD_RESOURCES, startFakeApi } from '../../test/support/fake-api/index.ts';
import { busyOwners, busyPod, REPLICAS } from './pods.ts';

/**
 * Usage: serve.ts COUNT. Serves so many pods with their Deployments, prints the address and the mean size of a pod, changes the image of a Deployment for every
 * line of its standard input, and ends with that.
 */
const RESOURCES: readonly FakeResource[] = [
  ...POD_RESOURCES,
  { group: 'apps', version: 'v1', resource: 'replicasets', kind: 'ReplicaSet', namespaced: true },
];
const count = Number(process.argv[2]);
const api = await startFakeApi({ resources: RESOURCES });
for (let i = 0; i < 100; i++) api.store.put('namespaces', { metadata: { name: `team-${i}` } });
for (let of = 0; of < count / REPLICAS; of++) {
  const { deployment, replicaSet } = busyOwners(of);
  api.store.put('deployments', deployment);
  api.store.put('replicasets', replicaSet);
}
let bytes = 0;
for (let i = 0; i < count; i++) {
  const pod = busyPod(i);
  bytes += JSON.stringify(pod).length;
  api.store.put('pods', pod);
}
console.log(JSON.stringify({ url: api.url, meanBytes: Math.round(bytes / count) }));
let changes = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'change')
    api.store.put('deployments', busyOwners(changes % 10, `registry.example/app:2.${++changes}`).deployment);
}
process.exit(0);
