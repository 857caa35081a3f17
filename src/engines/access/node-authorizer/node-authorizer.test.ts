import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { attributesOfHttp, userInfo } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { nodeAuthorizer } from './index.ts';

const OBJECTS = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  nodeName: n1
  serviceAccountName: web
  imagePullSecrets: [{ name: pull }]
  resourceClaims: [{ name: gpu, resourceClaimName: gpu }]
  containers:
    - name: c
      image: i
      env: [{ name: A, valueFrom: { secretKeyRef: { name: env, key: k } } }]
      envFrom: [{ configMapRef: { name: all } }]
  initContainers: [{ name: i, image: i, envFrom: [{ secretRef: { name: init } }] }]
  volumes:
    - { name: s, secret: { secretName: files } }
    - { name: p, projected: { sources: [{ secret: { name: projected } }, { configMap: { name: some } }] } }
    - { name: d, persistentVolumeClaim: { claimName: data } }
    - { name: tmp, ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: {} } } } }
---
apiVersion: v1
kind: Pod
metadata: { name: mirror, namespace: shop, annotations: { kubernetes.io/config.mirror: x } }
spec: { nodeName: n1, containers: [{ name: c, image: i, envFrom: [{ secretRef: { name: stolen } }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: waiting, namespace: shop }
spec: { containers: [{ name: c, image: i, envFrom: [{ secretRef: { name: later } }] }] }
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: disk }
spec:
  claimRef: { namespace: shop, name: data }
  csi: { driver: d, volumeHandle: h, nodeStageSecretRef: { namespace: store, name: stage }, controllerExpandSecretRef: { namespace: store, name: expand } }
---
apiVersion: storage.k8s.io/v1
kind: VolumeAttachment
metadata: { name: va }
spec: { nodeName: n1, attacher: d, source: {} }
`;
const SHOP = '/api/v1/namespaces/shop';

function decide(who: string, http: string, options: { complete?: boolean; minor?: number } = {}): string {
  const { complete = true, minor = 37 } = options;
  const cluster = clusterOf(objectsOf(OBJECTS), { complete, minor });
  const [method = '', uri = ''] = http.split(' ');
  const access = openAccess(cluster, [nodeAuthorizer(cluster, minor)]);
  return access.authorize(userInfo(who), attributesOfHttp(method, uri)).decision;
}

describe('a node', () => {
  it.each([
    [`GET ${SHOP}/secrets/files`, 'allowed'],
    [`GET ${SHOP}/secrets/env`, 'allowed'],
    [`GET ${SHOP}/secrets/init`, 'allowed'],
    [`GET ${SHOP}/secrets/pull`, 'allowed'],
    [`GET ${SHOP}/secrets/projected`, 'allowed'],
    [`GET ${SHOP}/secrets?fieldSelector=metadata.name%3Dfiles&watch=1`, 'allowed'],
    [`GET ${SHOP}/secrets`, 'denied'],
    [`GET ${SHOP}/secrets/other`, 'denied'],
    [`DELETE ${SHOP}/secrets/files`, 'denied'],
    [`GET ${SHOP}/secrets/stolen`, 'denied'],
    [`GET ${SHOP}/secrets/later`, 'denied'],
    ['GET /api/v1/namespaces/store/secrets/stage', 'allowed'],
    ['GET /api/v1/namespaces/store/secrets/expand', 'denied'],
    [`GET ${SHOP}/configmaps/all`, 'allowed'],
    [`GET ${SHOP}/configmaps/some`, 'allowed'],
    [`GET ${SHOP}/persistentvolumeclaims/data`, 'allowed'],
    [`GET ${SHOP}/persistentvolumeclaims/web-tmp`, 'allowed'],
    [`PATCH ${SHOP}/persistentvolumeclaims/data/status`, 'allowed'],
    [`GET ${SHOP}/persistentvolumeclaims/data/status`, 'denied'],
    ['GET /api/v1/persistentvolumes/disk', 'allowed'],
    ['GET /apis/storage.k8s.io/v1/volumeattachments/va', 'allowed'],
    ['GET /apis/storage.k8s.io/v1/volumeattachments/vb', 'denied'],
    ['GET /apis/resource.k8s.io/v1/namespaces/shop/resourceclaims/gpu', 'allowed'],
    // Claims made for the pods of the node are named where we do not look.
    ['GET /apis/resource.k8s.io/v1/namespaces/shop/resourceclaims/other', 'unknown'],
    ['GET /apis/resource.k8s.io/v1/namespaces/bank/resourceclaims/other', 'denied'],
    [`POST ${SHOP}/serviceaccounts/web/token`, 'allowed'],
    [`POST ${SHOP}/serviceaccounts/default/token`, 'denied'],
    [`GET ${SHOP}/serviceaccounts/web`, 'allowed'],
    [`GET ${SHOP}/pods/web`, 'allowed'],
    [`GET ${SHOP}/pods/waiting`, 'denied'],
    ['GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn1', 'allowed'],
    ['GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn2', 'denied'],
    ['GET /api/v1/pods', 'denied'],
    [`POST ${SHOP}/pods/web/eviction`, 'allowed'],
    [`POST ${SHOP}/pods/web/exec`, 'denied'],
    ['GET /api/v1/nodes/n1', 'allowed'],
    ['GET /api/v1/nodes/n2', 'denied'],
    ['PATCH /api/v1/nodes/n2/status', 'allowed'],
    ['DELETE /api/v1/nodes/n1', 'denied'],
    ['PUT /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1', 'allowed'],
    ['PUT /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2', 'denied'],
    ['PUT /apis/coordination.k8s.io/v1/namespaces/shop/leases/n1', 'denied'],
    ['PUT /apis/storage.k8s.io/v1/csinodes/n1', 'allowed'],
    ['GET /api/v1/services', 'allowed'],
    ['POST /apis/authentication.k8s.io/v1/tokenreviews', 'allowed'],
    ['GET /metrics', 'denied'],
  ])('%s is %s', (http, wanted) => {
    expect(decide('system:node:n1', http)).toBe(wanted);
  });

  it('is nothing by its name alone, and another one sees nothing of it', () => {
    expect(decide('system:node:n2', `GET ${SHOP}/secrets/files`)).toBe('denied');
    expect(decide('ann', `GET ${SHOP}/secrets/files`)).toBe('denied');
    const cluster = clusterOf(objectsOf(OBJECTS), { complete: true });
    const access = openAccess(cluster, [nodeAuthorizer(cluster, 37)]);
    const impostor = { name: 'system:node:n1', groups: ['system:authenticated'] };
    expect(access.authorize(impostor, attributesOfHttp('GET', `${SHOP}/secrets/files`)).decision).toBe('denied');
  });

  it.each([
    [`GET ${SHOP}/pods/waiting`, 31, 'allowed'],
    [`GET ${SHOP}/pods/waiting`, 32, 'denied'],
    ['GET /api/v1/nodes/n2', 31, 'allowed'],
    [`GET ${SHOP}/serviceaccounts/web`, 33, 'denied'],
    [`GET ${SHOP}/serviceaccounts/web`, 34, 'allowed'],
    ['GET /apis/resource.k8s.io/v1alpha3/resourceslices', 30, 'allowed'],
    ['GET /apis/resource.k8s.io/v1beta1/resourceslices', 32, 'denied'],
    ['GET /apis/resource.k8s.io/v1beta1/resourceslices?fieldSelector=spec.nodeName%3Dn1', 32, 'allowed'],
  ] as const)('%s in 1.%i is %s', (http, minor, wanted) => {
    expect(decide('system:node:n1', http, { minor })).toBe(wanted);
  });

  it('may read what cannot be ruled out where pods were not all seen', () => {
    expect(decide('system:node:n1', `GET ${SHOP}/secrets/other`, { complete: false })).toBe('unknown');
    expect(decide('system:node:n1', `GET ${SHOP}/secrets/files`, { complete: false })).toBe('allowed');
  });
});
