import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../src/model/json.ts';

/** Pods of each Deployment. */
export const REPLICAS = 5;
const MANAGERS = ['kube-controller-manager', 'kubelet'];

function hex(...of: readonly (string | number)[]): string {
  return createHash('sha256').update(of.join(' ')).digest('hex');
}

function managedFields(): Json {
  return MANAGERS.map((manager) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-11-27T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:metadata': {
        'f:labels': { '.': {}, 'f:app': {}, 'f:pod-template-hash': {} },
        'f:ownerReferences': { '.': {} },
      },
      'f:spec': {
        'f:containers': {
          'k:{"name":"app"}': { '.': {}, 'f:image': {}, 'f:imagePullPolicy': {}, 'f:name': {}, 'f:ports': { '.': {} } },
        },
        'f:dnsPolicy': {},
        'f:restartPolicy': {},
        'f:schedulerName': {},
      },
    },
  }));
}

function statusOf(i: number): Json {
  const types = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  return {
    phase: 'Running',
    hostIP: `10.0.${i % 250}.1`,
    podIP: `10.${i % 200}.${i % 250}.7`,
    startTime: '2026-11-27T00:00:00Z',
    qosClass: 'Burstable',
    conditions: types.map((type) => ({
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: '2026-11-27T00:00:00Z',
    })),
    containerStatuses: ['app', 'sidecar'].map((name) => ({
      name,
      image: `registry.example/${name}:1.2.3`,
      imageID: `registry.example/${name}@sha256:${hex(name)}`,
      containerID: `containerd://${hex(name, i)}`,
      ready: true,
      started: true,
      restartCount: 0,
      lastState: {},
      state: { running: { startedAt: '2026-11-27T00:00:00Z' } },
    })),
  };
}

function containerOf(name: string, app: string): JsonObject {
  return {
    name,
    image: `registry.example/${name}:1.2.3`,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    env: [
      { name: 'APP', value: app },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    ],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
      { name: 'config', mountPath: '/etc/app' },
    ],
  };
}

function specOf(i: number, app: string): JsonObject {
  return {
    containers: [containerOf('app', app), containerOf('sidecar', app)],
    dnsPolicy: 'ClusterFirst',
    nodeName: `node-${i % 500}`,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    serviceAccountName: app,
    serviceAccount: app,
    terminationGracePeriodSeconds: 30,
    tolerations: ['not-ready', 'unreachable'].map((name) => ({
      key: `node.kubernetes.io/${name}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
    volumes: [
      { name: 'config', configMap: { name: `${app}-config`, defaultMode: 420 } },
      {
        name: 'token',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
        },
      },
    ],
  };
}

/** The Deployment of five pods and its ReplicaSet; `replicas` is what a test changes. */
export function busyOwners(
  of: number,
  image = 'registry.example/app:1.2.3',
): { readonly deployment: JsonObject; readonly replicaSet: JsonObject } {
  const app = `app-${of}`;
  const namespace = `team-${(of * REPLICAS) % 100}`;
  const { containers, ...rest } = specOf(of, app);
  const own = Array.isArray(containers) ? (containers as readonly JsonObject[]) : [];
  const podSpec = { ...rest, containers: own.map((container, i) => (i === 0 ? { ...container, image } : container)) };
  const template = { metadata: { labels: { app } }, spec: podSpec };
  const spec = { replicas: REPLICAS, selector: { matchLabels: { app } }, template };
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: app,
    uid: `deployments/${namespace}/${app}`,
    controller: true,
  };
  return {
    deployment: { metadata: { name: app, namespace, labels: { app } }, spec },
    replicaSet: { metadata: { name: `${app}-7d9c5b8f6`, namespace, labels: { app }, ownerReferences: [owner] }, spec },
  };
}

/** One pod as a busy cluster has them, of a Deployment with five replicas, everything that the server adds included. */
export function busyPod(i: number): JsonObject {
  const of = Math.floor(i / REPLICAS);
  const app = `app-${of}`;
  const namespace = `team-${(of * REPLICAS) % 100}`;
  const uid = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  return {
    metadata: {
      name: `${app}-7d9c5b8f6-${i.toString(36).padStart(5, '0')}`,
      generateName: `${app}-7d9c5b8f6-`,
      namespace,
      uid,
      creationTimestamp: '2026-11-27T00:00:00Z',
      labels: { app, 'pod-template-hash': '7d9c5b8f6', team: namespace },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-7d9c5b8f6`,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: managedFields(),
    },
    spec: specOf(i, app),
    status: statusOf(i),
  };
}
