import type { JsonObject } from '../../../../src/model/json.ts';
import { below, chance, pick, type Rng } from '../../../support/rng.ts';

const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  cpu: ['0', '50m', '100m', '0.1', '250m', '500m', '1', '1.5', '2', '1500u'],
  memory: ['0', '32Mi', '64Mi', '128M', '128Mi', '1e8', '512Mi', '1Gi', '1536Mi'],
  'ephemeral-storage': ['1Gi', '2Gi', '500Mi'],
};
const COMPUTE = ['cpu', 'memory'] as const;

function amountOf(rng: Rng, name: string): string {
  return pick(rng, AMOUNTS[name] ?? ['1']);
}

/** Some amounts; never of a resource that the server would refuse here. */
function amounts(rng: Rng, names: readonly string[], probability: number): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (chance(rng, probability) ? [[name, amountOf(rng, name)]] : [])));
}

function container(rng: Rng, name: string): JsonObject {
  const names = [...COMPUTE, ...(chance(rng, 0.15) ? ['ephemeral-storage'] : [])];
  const requests = amounts(rng, names, 0.5);
  const limits = chance(rng, 0.3) ? requests : amounts(rng, names, 0.5);
  const gpu = chance(rng, 0.08) ? { 'example.com/gpu': '1' } : {};
  const resources = pick(rng, [
    {},
    { requests },
    { limits: { ...limits, ...gpu } },
    { requests: { ...requests, ...gpu }, limits: { ...limits, ...gpu } },
    { requests: { ...requests, ...gpu }, limits: { ...limits, ...gpu } },
  ]);
  return { name, image: name, resources };
}

function list(rng: Rng, prefix: string, most: number): readonly JsonObject[] {
  return Array.from({ length: below(rng, most + 1) }, (_, i) => container(rng, `${prefix}${i}`));
}

/** A random pod's spec with amounts here and there; `own` adds amounts of the pod as a whole. */
export function randomSpec(rng: Rng, own: boolean): JsonObject {
  const init = list(rng, 'i', 2).map((one) => (chance(rng, 0.4) ? { ...one, restartPolicy: 'Always' } : one));
  const spec = { containers: [container(rng, 'a'), ...list(rng, 'b', 2)], initContainers: init };
  const deadline = chance(rng, 0.2) ? { activeDeadlineSeconds: 60 } : {};
  if (!own || chance(rng, 0.6)) return { ...spec, ...deadline };
  const requests = amounts(rng, COMPUTE, 0.5);
  return {
    ...spec,
    ...deadline,
    resources: pick(rng, [
      { requests },
      { limits: amounts(rng, COMPUTE, 0.7) },
      { requests, limits: amounts(rng, COMPUTE, 0.7) },
    ]),
  };
}

function rangeItem(rng: Rng, withDefaults: boolean): JsonObject {
  const type = pick(rng, ['Container', 'Container', 'Pod']);
  const bounds = {
    ...(chance(rng, 0.5) ? { min: amounts(rng, COMPUTE, 0.6) } : {}),
    ...(chance(rng, 0.5) ? { max: amounts(rng, COMPUTE, 0.6) } : {}),
    ...(chance(rng, 0.2)
      ? { maxLimitRequestRatio: { [pick(rng, COMPUTE)]: pick(rng, ['1', '2', '1500m', '4']) } }
      : {}),
  };
  if (type !== 'Container') return { type, ...bounds };
  const defaults = withDefaults
    ? {
        ...(chance(rng, 0.7) ? { default: amounts(rng, COMPUTE, 0.7) } : {}),
        ...(chance(rng, 0.5) ? { defaultRequest: amounts(rng, COMPUTE, 0.7) } : {}),
      }
    : {};
  return { type, ...bounds, ...defaults };
}

/** Whether a LimitRange would fill anything into containers. */
export function fillsIn(item: JsonObject): boolean {
  return (
    item['type'] === 'Container' && ['default', 'defaultRequest', 'min', 'max'].some((key) => item[key] !== undefined)
  );
}

/** A random LimitRange; the server refuses those that contradict themselves. */
export function randomRange(rng: Rng, name: string, withDefaults: boolean): JsonObject {
  const first = rangeItem(rng, withDefaults);
  const items = [first, ...(chance(rng, 0.4) ? [rangeItem(rng, false)] : [])].filter(
    (item) => withDefaults || !fillsIn(item),
  );
  const limits = items.length === 0 ? [{ type: 'Pod', max: { cpu: '3', memory: '3Gi' } }] : items;
  return { apiVersion: 'v1', kind: 'LimitRange', metadata: { name }, spec: { limits } };
}

const SCOPES: readonly JsonObject[] = [
  {},
  {},
  {},
  { scopes: ['BestEffort'] },
  { scopes: ['NotBestEffort'] },
  { scopes: ['Terminating'] },
  { scopes: ['NotTerminating'] },
  {
    scopeSelector: {
      matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-cluster-critical'] }],
    },
  },
  {
    scopeSelector: {
      matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: ['system-cluster-critical'] }],
    },
  },
  { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] } },
  { scopeSelector: { matchExpressions: [{ scopeName: 'CrossNamespacePodAffinity', operator: 'Exists' }] } },
];
const HARD: Readonly<Record<string, readonly string[]>> = {
  pods: ['1', '3', '100'],
  'count/pods': ['2', '100'],
  'requests.cpu': ['1', '2', '4'],
  cpu: ['1', '3'],
  'limits.cpu': ['2', '4', '8'],
  'requests.memory': ['512Mi', '2Gi'],
  memory: ['1Gi', '4Gi'],
  'limits.memory': ['1Gi', '4Gi'],
  'requests.ephemeral-storage': ['1Gi', '3Gi'],
  'requests.example.com/gpu': ['0', '2'],
};

/** A random ResourceQuota and what is used of it. */
export function randomQuota(rng: Rng, name: string): { readonly quota: JsonObject; readonly used: JsonObject } {
  const scope = pick(rng, SCOPES);
  const isOfPods = JSON.stringify(scope).includes('BestEffort') && !JSON.stringify(scope).includes('NotBestEffort');
  const names = isOfPods || JSON.stringify(scope).includes('CrossNamespace') ? ['pods'] : Object.keys(HARD);
  const chosen = names.filter(() => names.length === 1 || chance(rng, 0.25));
  const hard = Object.fromEntries(
    (chosen.length === 0 ? ['pods'] : chosen).map((key) => [key, pick(rng, HARD[key] ?? ['1'])]),
  );
  const used = Object.fromEntries(
    Object.keys(hard).map((key) => [
      key,
      pick(
        rng,
        key.includes('memory') ? ['0', '256Mi', '1Gi'] : key.includes('storage') ? ['0', '1Gi'] : ['0', '1', '2'],
      ),
    ]),
  );
  return { quota: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard, ...scope } }, used };
}

/** A pod that names a priority, an affinity across namespaces, or neither. */
export function withScheduling(rng: Rng, spec: JsonObject): JsonObject {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: {}, namespaces: ['elsewhere'] };
  return {
    ...spec,
    ...(chance(rng, 0.3) ? { priorityClassName: 'system-cluster-critical' } : {}),
    ...(chance(rng, 0.15)
      ? { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }
      : {}),
  };
}

/** Random PriorityClasses; several may be global defaults only one after another, so one at most is. */
export function randomClasses(rng: Rng): readonly JsonObject[] {
  const names = ['low', 'middle', 'high'].filter(() => chance(rng, 0.7));
  const chosen = chance(rng, 0.6) ? pick(rng, [...names, '']) : '';
  return names.map((name) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: pick(rng, [-10, 0, 5, 1000, 1_000_000]),
    globalDefault: name === chosen,
    ...(chance(rng, 0.4) ? { preemptionPolicy: pick(rng, ['Never', 'PreemptLowerPriority']) } : {}),
  }));
}

/** What a pod may say of its priority, fitting or not. */
export function randomPriority(rng: Rng): JsonObject {
  return {
    ...(chance(rng, 0.7)
      ? { priorityClassName: pick(rng, ['low', 'middle', 'high', 'absent', 'system-node-critical']) }
      : {}),
    ...(chance(rng, 0.2) ? { priority: pick(rng, [0, 5, 1000]) } : {}),
    ...(chance(rng, 0.2) ? { preemptionPolicy: pick(rng, ['Never', 'PreemptLowerPriority']) } : {}),
  };
}
