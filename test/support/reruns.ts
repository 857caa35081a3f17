import type { Check } from '../../src/engines/posture/contract.ts';
import type { KubeObject } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, stringifyJson, valueAt } from '../../src/model/json.ts';
import { findTemplates, podTemplatePaths } from '../../src/model/kube/index.ts';
import { applyOps } from '../../src/model/cluster/index.ts';
import { objectOf, objectsOf } from './objects.ts';

/** Another way of writing the same thing: its name, and the objects it makes of a case's objects, or undefined when it does not apply. */
export interface Rerun {
  readonly name: string;
  /** Whether only verdict and container are compared, since another rule may decide (pod instead of container). */
  readonly loose: boolean;
  apply(objects: readonly KubeObject[], minor: number): readonly KubeObject[] | undefined;
}

/** A container that every check is content with: what a re-run adds must not add findings. */
const MODEL_CONTAINER: JsonObject = {
  name: 'model-container',
  image: `registry.example.com/model@sha256:${'a'.repeat(64)}`,
  imagePullPolicy: 'IfNotPresent',
  livenessProbe: { httpGet: { path: '/live', port: 8080 } },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
  resources: {
    limits: { cpu: '1', memory: '64Mi', 'ephemeral-storage': '1Gi' },
    requests: { cpu: '1', memory: '64Mi', 'ephemeral-storage': '1Gi' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 20001,
    runAsGroup: 20001,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
    appArmorProfile: { type: 'RuntimeDefault' },
  },
};

/** Name of the container that re-runs add; what is said of it is not compared. */
export const MODEL_NAME = 'model-container';

function templateOf(object: KubeObject): JsonObject | undefined {
  const [path] = findTemplates(object.data, podTemplatePaths(object.gk, {}));
  const template = path === undefined ? undefined : valueAt(object.data, path);
  return isObject(template) ? template : undefined;
}

function metadataOf(object: KubeObject): JsonObject {
  return { name: object.ref.name, ...(object.ref.namespace === '' ? {} : { namespace: object.ref.namespace }) };
}

function replaceSubject(
  objects: readonly KubeObject[],
  minor: number,
  make: (subject: KubeObject, template: JsonObject) => JsonObject | undefined,
): readonly KubeObject[] | undefined {
  const [subject, ...rest] = objects;
  const template = subject === undefined ? undefined : templateOf(subject);
  if (subject === undefined || template === undefined) return undefined;
  const data = make(subject, template);
  return data === undefined ? undefined : [objectOf(data, minor), ...rest];
}

function podMetadata(template: JsonObject): Json {
  const metadata = template['metadata'];
  if (!isObject(metadata)) return {};
  const { name: _name, namespace: _namespace, ...rest } = metadata;
  return rest;
}

function withSpec(object: KubeObject, spec: JsonObject): JsonObject {
  const [path] = findTemplates(object.data, podTemplatePaths(object.gk, {}));
  return applyOps(object.data, [{ op: 'set', path: [...(path ?? []), 'spec'], value: spec }]);
}

function moveContainers(object: KubeObject, template: JsonObject, list: string): JsonObject | undefined {
  const spec = template['spec'];
  if (
    !isObject(spec) ||
    !isList(spec['containers']) ||
    spec['initContainers'] !== undefined ||
    spec['ephemeralContainers'] !== undefined
  )
    return undefined;
  return withSpec(object, { ...spec, containers: [MODEL_CONTAINER], [list]: spec['containers'] });
}

const INHERITED = [
  'runAsUser',
  'runAsGroup',
  'runAsNonRoot',
  'seLinuxOptions',
  'seccompProfile',
  'appArmorProfile',
  'windowsOptions',
];

/** Moves what pod and container may both say from the pod into every container that does not say it itself. */
function moveDown(object: KubeObject, template: JsonObject): JsonObject | undefined {
  const spec = template['spec'];
  if (!isObject(spec) || !isObject(spec['securityContext'])) return undefined;
  const pod = spec['securityContext'];
  const moved = Object.entries(pod).filter(([key]) => INHERITED.includes(key));
  if (moved.length === 0) return undefined;
  const context = Object.fromEntries(Object.entries(pod).filter(([key]) => !INHERITED.includes(key)));
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((name) => {
    const list = spec[name];
    if (!isList(list)) return [];
    return [
      [
        name,
        list.map((one) =>
          isObject(one)
            ? {
                ...one,
                securityContext: {
                  ...Object.fromEntries(moved),
                  ...(isObject(one['securityContext']) ? one['securityContext'] : {}),
                },
              }
            : one,
        ),
      ] as const,
    ];
  });
  return withSpec(object, { ...spec, securityContext: context, ...Object.fromEntries(lists) });
}

const POD_RERUNS: readonly Rerun[] = [
  {
    name: 'cronjob',
    loose: false,
    apply: (objects, minor) =>
      replaceSubject(objects, minor, (subject, template) => ({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: metadataOf(subject),
        spec: {
          schedule: '0 4 * * *',
          jobTemplate: { spec: { template: { metadata: podMetadata(template), spec: template['spec'] ?? {} } } },
        },
      })),
  },
  {
    name: 'rollout',
    loose: false,
    apply: (objects, minor) =>
      replaceSubject(objects, minor, (subject, template) => ({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: metadataOf(subject),
        spec: { template: { metadata: podMetadata(template), spec: template['spec'] ?? {} } },
      })),
  },
  {
    name: 'init',
    loose: false,
    apply: (objects, minor) =>
      replaceSubject(objects, minor, (subject, template) => moveContainers(subject, template, 'initContainers')),
  },
  {
    name: 'ephemeral',
    loose: false,
    apply: (objects, minor) =>
      replaceSubject(objects, minor, (subject, template) => moveContainers(subject, template, 'ephemeralContainers')),
  },
  { name: 'moved-down', loose: true, apply: (objects, minor) => replaceSubject(objects, minor, moveDown) },
];

const TEXT_RERUNS: readonly Rerun[] = [
  {
    name: 'list',
    loose: false,
    apply: (objects, minor) =>
      objectsOf(stringifyJson({ apiVersion: 'v1', kind: 'List', items: objects.map((object) => object.data) }), minor),
  },
  {
    name: 'json',
    loose: false,
    apply: (objects, minor) => objectsOf(objects.map((object) => stringifyJson(object.data)).join('\n'), minor),
  },
];

/** The re-runs that a check must pass with every case: pods as other kinds and other container lists, and everything as List and JSON. */
export function rerunsOf(check: Check): readonly Rerun[] {
  return check.scope === 'object' ? TEXT_RERUNS : [...POD_RERUNS, ...TEXT_RERUNS];
}
