import { isList, isObject, type JsonObject, textOf, valueAt } from '../../json.ts';

/** On how many nodes a DaemonSet runs; unknown where node affinity decides. */
export type NodesFor = { readonly kind: 'counted'; readonly nodes: number } | { readonly kind: 'unknown' };

/** Taints that the controller makes every DaemonSet tolerate. */
const TOLERATED: readonly (readonly [string, string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];
const ON_HOST_NETWORK = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const;

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const effect = textOf(toleration['effect']);
  if (effect !== '' && effect !== textOf(taint['effect'])) return false;
  const [key, operator] = [textOf(toleration['key']), textOf(toleration['operator'])];
  if (key !== '' && key !== textOf(taint['key'])) return false;
  if (operator === 'Exists') return true;
  return key !== '' && textOf(toleration['value']) === textOf(taint['value']);
}

function isRepelled(spec: JsonObject, taint: JsonObject): boolean {
  const [key, effect] = [textOf(taint['key']), textOf(taint['effect'])];
  if (effect !== 'NoSchedule' && effect !== 'NoExecute') return false;
  const given = spec['hostNetwork'] === true ? [...TOLERATED, ON_HOST_NETWORK] : TOLERATED;
  if (given.some(([one, what]) => one === key && what === effect)) return false;
  return !objectsIn(spec['tolerations']).some((toleration) => tolerates(toleration, taint));
}

function isSelected(spec: JsonObject, node: JsonObject): boolean {
  const selector = isObject(spec['nodeSelector']) ? spec['nodeSelector'] : {};
  return Object.entries(selector).every(([key, value]) => valueAt(node, ['metadata', 'labels', key]) === value);
}

/**
 * Counts the nodes that a DaemonSet's pods run on, by node selector and taints.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled
 */
export function nodesFor(spec: JsonObject, nodes: readonly JsonObject[]): NodesFor {
  const affinity = valueAt(spec, ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']);
  if (isObject(affinity)) return { kind: 'unknown' };
  const named = textOf(spec['nodeName']);
  const count = nodes.filter((node) => {
    if (named !== '' && valueAt(node, ['metadata', 'name']) !== named) return false;
    const taints = valueAt(node, ['spec', 'taints']);
    return isSelected(spec, node) && !(isList(taints) && taints.filter(isObject).some((one) => isRepelled(spec, one)));
  }).length;
  return { kind: 'counted', nodes: count };
}
