import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../src/model/json.ts';
import type { TestClient } from './client.ts';

const PATCH = 'application/merge-patch+json';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
const RENEW_MS = 10_000;
const LOOK_MS = 250;

/** What the nodes are to be. */
export interface SimulatedNodes {
  readonly count: number;
  readonly kubeletVersion: string;
  /** Default 4 CPUs and 16 GiB. */
  readonly cpu?: string;
  readonly memory?: string;
}

/** A stand-in for kubelets that runs until it is stopped. */
export interface Simulation {
  stop(): Promise<void>;
}

function conditions(now: string): Json {
  const types: readonly (readonly [string, string])[] = [
    ['Ready', 'True'],
    ['MemoryPressure', 'False'],
    ['DiskPressure', 'False'],
    ['PIDPressure', 'False'],
  ];
  return types.map(([type, status]) => ({
    type,
    status,
    reason: 'Simulated',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  }));
}

async function addNode(admin: TestClient, name: string, nodes: SimulatedNodes): Promise<void> {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  await admin.send('POST', '/api/v1/nodes', { body: { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } } });
  const size = { cpu: nodes.cpu ?? '4', memory: nodes.memory ?? '16Gi', pods: '110' };
  const nodeInfo = {
    kubeletVersion: nodes.kubeletVersion,
    operatingSystem: 'linux',
    architecture: 'amd64',
    containerRuntimeVersion: 'containerd://2.1.0',
    kernelVersion: '6.12.0',
    osImage: 'simulated',
  };
  const status = { capacity: size, allocatable: size, nodeInfo, conditions: conditions(new Date().toISOString()) };
  await admin.send('PATCH', `/api/v1/nodes/${name}/status`, { body: { status }, contentType: PATCH });
}

async function renewLease(admin: TestClient, name: string): Promise<void> {
  const renewTime = new Date().toISOString().replace('Z', '000Z');
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime };
  const { status } = await admin.request('PATCH', `${LEASES}/${name}`, { body: { spec }, contentType: PATCH });
  if (status !== 404) return;
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
  await admin.request('POST', LEASES, { body });
}

function runningStatus(pod: JsonObject): Json {
  const now = new Date().toISOString();
  const containers = valueAt(pod, ['spec', 'containers']);
  const containerStatuses = (isList(containers) ? containers.filter(isObject) : []).map((container) => ({
    name: textOf(container['name']),
    image: textOf(container['image']),
    imageID: '',
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
  }));
  const types = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];
  return {
    phase: 'Running',
    startTime: now,
    conditions: types.map((type) => ({ type, status: 'True', lastTransitionTime: now })),
    containerStatuses,
  };
}

/** Says of every pod that waits on a node that it runs, and removes those that are being deleted. */
async function actAsKubelets(admin: TestClient): Promise<void> {
  const { items } = await admin.send('GET', '/api/v1/pods', { query: { fieldSelector: 'spec.nodeName!=' } });
  for (const pod of isList(items) ? items.filter(isObject) : []) {
    const path = `/api/v1/namespaces/${textOf(valueAt(pod, ['metadata', 'namespace']))}/pods/${textOf(valueAt(pod, ['metadata', 'name']))}`;
    if (valueAt(pod, ['metadata', 'deletionTimestamp']) !== undefined)
      await admin.request('DELETE', path, { query: { gracePeriodSeconds: '0' } });
    else if (valueAt(pod, ['status', 'phase']) === 'Pending')
      await admin.request('PATCH', `${path}/status`, { body: { status: runningStatus(pod) }, contentType: PATCH });
  }
}

/**
 * Adds nodes that exist only on paper and says of every pod that is bound to one that it runs: enough for controllers and the scheduler, and nothing is executed.
 * Start it after the controller manager, which deletes nodes that it has not seen.
 */
export async function simulateNodes(admin: TestClient, nodes: SimulatedNodes): Promise<Simulation> {
  const names = Array.from({ length: nodes.count }, (_, i) => `node-${i + 1}`);
  for (const name of names) await addNode(admin, name, nodes);
  let isStopped = false;
  let renewed = 0;
  const work = async (): Promise<void> => {
    while (!isStopped) {
      if (Date.now() - renewed > RENEW_MS) {
        renewed = Date.now();
        for (const name of names) await renewLease(admin, name).catch(() => undefined);
      }
      // The API server may be away for a while: that is what some tests are about.
      await actAsKubelets(admin).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  const working = work();
  return {
    async stop() {
      isStopped = true;
      await working;
    },
  };
}
