import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeAuthorizer, openAccess, RBAC_KINDS } from '../../../../src/engines/access/index.ts';
import { type JsonObject, valueAt } from '../../../../src/model/json.ts';
import { formatAttributes, type ResourceAttributes, userInfo } from '../../../../src/model/kube/index.ts';
import { chance, createRng, pick, type Rng } from '../../../support/rng.ts';
import { reviewOf } from '../../differential/access/questions.ts';
import { inParallel } from '../../differential/parallel.ts';
import { type ControlPlane, readCluster, startControlPlane, VERSIONS } from '../../index.ts';

const QUESTIONS = 4000;
const SEED = 42;
const NAMESPACES = ['shop', 'bank'];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const NAMES = [
  'web',
  'mirror',
  'waiting',
  'env',
  'files',
  'all',
  'data',
  'disk',
  'stage',
  'expand',
  'gpu',
  'va',
  'n1',
  '',
];
const RESOURCES: readonly (readonly [string, string, string])[] = [
  ['', 'secrets', ''],
  ['', 'configmaps', ''],
  ['', 'persistentvolumeclaims', ''],
  ['', 'persistentvolumeclaims', 'status'],
  ['', 'persistentvolumes', ''],
  ['', 'serviceaccounts', ''],
  ['', 'serviceaccounts', 'token'],
  ['', 'pods', ''],
  ['', 'pods', 'status'],
  ['', 'pods', 'eviction'],
  ['', 'pods', 'exec'],
  ['', 'nodes', ''],
  ['', 'nodes', 'status'],
  ['', 'services', ''],
  ['', 'events', ''],
  ['storage.k8s.io', 'volumeattachments', ''],
  ['storage.k8s.io', 'csinodes', ''],
  ['storage.k8s.io', 'csidrivers', ''],
  ['coordination.k8s.io', 'leases', ''],
  ['resource.k8s.io', 'resourceclaims', ''],
  ['resource.k8s.io', 'resourceslices', ''],
  ['certificates.k8s.io', 'podcertificaterequests', ''],
  ['certificates.k8s.io', 'certificatesigningrequests', ''],
  ['authentication.k8s.io', 'tokenreviews', ''],
];

/** What pods, volumes and attachments lead to, and what they nearly do: namespace, resource and name. */
const NEAR: readonly string[] = [
  ...['env', 'files', 'stage', 'expand', 'all'].flatMap((name) => [`shop /secrets ${name}`, `bank /secrets ${name}`]),
  'shop /configmaps all',
  'shop /configmaps files',
  'shop /persistentvolumeclaims data',
  'shop /persistentvolumeclaims web-e',
  'bank /persistentvolumeclaims data',
  ' /persistentvolumes disk',
  ' storage.k8s.io/volumeattachments va',
  ...['web', 'default'].flatMap((name) => [
    `shop /serviceaccounts ${name}`,
    `shop /serviceaccounts/token ${name}`,
    `bank /serviceaccounts/token ${name}`,
  ]),
  'shop /pods web',
  'shop /pods waiting',
  'bank /pods web',
  'bank /pods mirror',
];
const container = { name: 'c', image: 'i' };

function pod(name: string, spec: JsonObject, annotations: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations }, spec: { containers: [container], ...spec } };
}

const claim: JsonObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'disk' },
};
const disk: JsonObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    claimRef: { namespace: 'shop', name: 'data' },
    csi: {
      driver: 'example.com',
      volumeHandle: 'h',
      nodeStageSecretRef: { namespace: 'bank', name: 'stage' },
      controllerExpandSecretRef: { namespace: 'bank', name: 'expand' },
    },
  },
};
const attachment: JsonObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttachment',
  metadata: { name: 'va' },
  spec: { attacher: 'example.com', nodeName: 'n1', source: { persistentVolumeName: 'disk' } },
};
const web = pod('web', {
  nodeName: 'n1',
  serviceAccountName: 'web',
  containers: [
    {
      ...container,
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'env', key: 'k' } } }],
      envFrom: [{ configMapRef: { name: 'all' } }],
    },
  ],
  volumes: [
    { name: 's', secret: { secretName: 'files' } },
    { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'e', ephemeral: { volumeClaimTemplate: { spec: claim['spec'] as JsonObject } } },
  ],
});

const OBJECTS: readonly (readonly [string, JsonObject])[] = [
  ['/api/v1/namespaces/shop/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } }],
  ['/api/v1/namespaces/shop/pods', web],
  ['/api/v1/namespaces/shop/pods', pod('waiting', { volumes: [{ name: 's', secret: { secretName: 'stage' } }] })],
  ['/api/v1/namespaces/bank/pods', pod('web', { nodeName: 'n2' })],
  [
    '/api/v1/namespaces/bank/pods',
    pod('mirror', { nodeName: 'n1', automountServiceAccountToken: false }, { 'kubernetes.io/config.mirror': 'x' }),
  ],
  ['/api/v1/namespaces/shop/persistentvolumeclaims', claim],
  ['/api/v1/persistentvolumes', disk],
  ['/apis/storage.k8s.io/v1/volumeattachments', attachment],
];

function nearQuestion(rng: Rng): ResourceAttributes {
  const [namespace = '', what = '', name = ''] = pick(rng, NEAR).split(' ');
  const [group = '', resource = '', subresource = ''] = what.split('/');
  const verb = subresource === 'token' ? 'create' : pick(rng, ['get', 'get', 'list', 'watch', 'patch']);
  return { kind: 'resource', verb, group, resource, subresource, namespace, name };
}

function question(rng: Rng): ResourceAttributes {
  if (chance(rng, 0.4)) return nearQuestion(rng);
  const [group, resource, subresource] = pick(rng, RESOURCES);
  const verb = pick(rng, VERBS);
  const plain = {
    kind: 'resource' as const,
    verb,
    group,
    resource,
    subresource,
    namespace: chance(rng, 0.3) ? '' : chance(rng, 0.1) ? 'kube-node-lease' : pick(rng, NAMESPACES),
    name: pick(rng, NAMES),
  };
  const selects = ['list', 'watch', 'deletecollection'].includes(verb) && chance(rng, 0.4);
  const term = { field: 'spec.nodeName', operator: '=' as const, value: pick(rng, ['n1', 'n2']) };
  return selects ? { ...plain, fieldSelector: [term] } : plain;
}

describe.each(VERSIONS)('the Node authorizer of API server %s', (version) => {
  const minor = Number(version.split('.')[1]);
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane({ version });
    for (const namespace of NAMESPACES) await plane.createNamespace(namespace);
    for (const [path, body] of OBJECTS) await plane.admin.send('POST', path, { body });
  });
  afterAll(() => plane.stop());

  const ask = async (node: string, attributes: ResourceAttributes): Promise<boolean> => {
    const body = reviewOf({ user: userInfo(`system:node:${node}`), attributes });
    const review = await plane.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body });
    return valueAt(review, ['status', 'allowed']) === true;
  };

  it('decides as ours', async () => {
    const base = { kind: 'resource', verb: 'get', group: '', subresource: '' } as const;
    const last: ResourceAttributes = { ...base, resource: 'secrets', namespace: 'bank', name: 'stage' };
    // Its graph follows what is written a moment later.
    for (let tries = 0; tries < 100 && !(await ask('n1', last)); tries++)
      await new Promise((done) => setTimeout(done, 50));
    const kinds = ['Pod', 'PersistentVolume', 'VolumeAttachment.storage.k8s.io', 'ResourceSlice.resource.k8s.io'];
    const cluster = await readCluster(plane, [
      ...kinds,
      ...Object.values(RBAC_KINDS),
      'PodCertificateRequest.certificates.k8s.io',
    ]);
    const access = openAccess(cluster, [nodeAuthorizer(cluster, minor)]);
    const rng = createRng(SEED);
    const questions = Array.from({ length: QUESTIONS }, () => question(rng));
    const differences: string[] = [];
    let allowed = 0;
    let unknown = 0;
    await inParallel(questions, 16, async (attributes) => {
      const node = attributes.namespace === 'bank' ? 'n2' : 'n1';
      for (const one of new Set([node, 'n1'])) {
        const { decision } = access.authorize(userInfo(`system:node:${one}`), attributes);
        const theirs = await ask(one, attributes);
        if (theirs) allowed++;
        if (decision === 'unknown') unknown++;
        else if ((decision === 'allowed') !== theirs)
          differences.push(`${one}: ${formatAttributes(attributes)}: ours ${decision}, theirs ${theirs}`);
      }
    });
    expect(differences).toEqual([]);
    expect(allowed).toBeGreaterThan(QUESTIONS / 10);
    expect(unknown).toBeLessThan(QUESTIONS / 20);
  });
});
