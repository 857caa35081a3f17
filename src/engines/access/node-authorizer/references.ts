import type { KubeObject } from '../../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, type Path, textOf, valueAt } from '../../../model/json.ts';

/** What pods and volumes refer to, by which nodes are let at it. */
export type Referred = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts' | 'resourceclaims';

/** A name that a pod refers to, in its own namespace. */
export interface Reference {
  readonly kind: Referred;
  readonly name: string;
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

/** Where volumes name Secrets and ConfigMaps. */
const VOLUME_NAMES: readonly (readonly [Referred, Path])[] = [
  ['secrets', ['secret', 'secretName']],
  ['secrets', ['azureFile', 'secretName']],
  ['secrets', ['cephfs', 'secretRef', 'name']],
  ['secrets', ['cinder', 'secretRef', 'name']],
  ['secrets', ['flexVolume', 'secretRef', 'name']],
  ['secrets', ['rbd', 'secretRef', 'name']],
  ['secrets', ['scaleIO', 'secretRef', 'name']],
  ['secrets', ['iscsi', 'secretRef', 'name']],
  ['secrets', ['storageos', 'secretRef', 'name']],
  ['secrets', ['csi', 'nodePublishSecretRef', 'name']],
  ['configmaps', ['configMap', 'name']],
  ['persistentvolumeclaims', ['persistentVolumeClaim', 'claimName']],
];

function* ofVolume(volume: JsonObject, pod: string): Iterable<Reference> {
  for (const [kind, path] of VOLUME_NAMES) yield { kind, name: textOf(valueAt(volume, path)) };
  for (const source of objects(valueAt(volume, ['projected', 'sources']))) {
    yield { kind: 'secrets', name: textOf(valueAt(source, ['secret', 'name'])) };
    yield { kind: 'configmaps', name: textOf(valueAt(source, ['configMap', 'name'])) };
  }
  // The claim of an ephemeral volume is named after the pod and the volume.
  if (isObject(volume['ephemeral'])) yield { kind: 'persistentvolumeclaims', name: `${pod}-${textOf(volume['name'])}` };
}

function* ofContainer(container: JsonObject): Iterable<Reference> {
  for (const source of objects(container['envFrom'])) {
    yield { kind: 'secrets', name: textOf(valueAt(source, ['secretRef', 'name'])) };
    yield { kind: 'configmaps', name: textOf(valueAt(source, ['configMapRef', 'name'])) };
  }
  for (const variable of objects(container['env'])) {
    yield { kind: 'secrets', name: textOf(valueAt(variable, ['valueFrom', 'secretKeyRef', 'name'])) };
    yield { kind: 'configmaps', name: textOf(valueAt(variable, ['valueFrom', 'configMapKeyRef', 'name'])) };
  }
}

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

function* allOf({ ref, data }: KubeObject): Iterable<Reference> {
  const { spec } = data;
  if (!isObject(spec)) return;
  yield { kind: 'serviceaccounts', name: textOf(spec['serviceAccountName']) || 'default' };
  for (const secret of objects(spec['imagePullSecrets'])) yield { kind: 'secrets', name: textOf(secret['name']) };
  for (const list of CONTAINERS) for (const container of objects(spec[list])) yield* ofContainer(container);
  for (const volume of objects(spec['volumes'])) yield* ofVolume(volume, ref.name);
  for (const claim of objects(spec['resourceClaims']))
    yield { kind: 'resourceclaims', name: textOf(claim['resourceClaimName']) };
}

/** The objects of its own namespace that a pod refers to; none for a mirror pod, which its node itself has written. */
export function referencesOf(pod: KubeObject): readonly Reference[] {
  if (valueAt(pod.data, ['metadata', 'annotations', 'kubernetes.io/config.mirror']) !== undefined) return [];
  return [...allOf(pod)].filter(({ name }) => name !== '');
}

/** Where volumes of the cluster name the Secrets that a kubelet reads; the namespace is the claim's where none is said. */
const SECRETS_OF_VOLUMES: readonly Path[] = [
  ['cephfs', 'secretRef'],
  ['cinder', 'secretRef'],
  ['flexVolume', 'secretRef'],
  ['rbd', 'secretRef'],
  ['scaleIO', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['storageos', 'secretRef'],
  ['csi', 'nodePublishSecretRef'],
  ['csi', 'nodeStageSecretRef'],
  ['csi', 'nodeExpandSecretRef'],
];

/** The Secrets, as `namespace/name`, that a PersistentVolume bound to a claim lets its node read. */
export function secretsOfVolume(volume: JsonObject, claimNamespace: string): readonly string[] {
  const { spec } = volume;
  const azure = valueAt(spec, ['azureFile']);
  const refs = SECRETS_OF_VOLUMES.map((path) => valueAt(spec, path)).filter(isObject);
  const named = refs.map((ref) => [textOf(ref['namespace']), textOf(ref['name'])] as const);
  const ofAzure = [textOf(valueAt(azure, ['secretNamespace'])), textOf(valueAt(azure, ['secretName']))] as const;
  return [...named, ofAzure]
    .filter(([, name]) => name !== '')
    .map(([namespace, name]) => `${namespace || claimNamespace}/${name}`);
}
