import type { KubeObject } from '../../model/cluster/index.ts';
import type { Workload } from '../../model/facts/index.ts';
import { isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { nodesFor } from '../../model/kube/index.ts';
import type { Replicas } from './types.ts';

/** What the number of pods depends on beside the workload. */
export interface Surroundings {
  readonly autoscalers: readonly KubeObject[];
  /** Undefined when not all nodes are known. */
  readonly nodes: readonly JsonObject[] | undefined;
}

const UNKNOWN: Replicas = { count: undefined, most: undefined, from: 'unknown' };

function countAt(value: Json | undefined, path: readonly string[], otherwise: number): number {
  const found = valueAt(value, path);
  return typeof found === 'number' && Number.isInteger(found) && found >= 0 ? found : otherwise;
}

function autoscalerOf({ ref }: KubeObject, autoscalers: readonly KubeObject[]): KubeObject | undefined {
  return autoscalers.find(({ ref: own, data }) => {
    const target = valueAt(data, ['spec', 'scaleTargetRef']);
    if (own.namespace !== ref.namespace || !isObject(target)) return false;
    return textOf(target['kind']) === ref.kind && textOf(target['name']) === ref.name;
  });
}

function scaled(object: KubeObject, otherwise: number | undefined, autoscalers: readonly KubeObject[]): Replicas {
  const given = valueAt(object.data, ['spec', 'replicas']);
  const own = typeof given === 'number' ? countAt(object.data, ['spec', 'replicas'], 1) : otherwise;
  const autoscaler = autoscalerOf(object, autoscalers);
  if (autoscaler === undefined || own === 0)
    return own === undefined ? UNKNOWN : { count: own, most: own, from: 'replicas' };
  const least = countAt(autoscaler.data, ['spec', 'minReplicas'], 1);
  const most = countAt(autoscaler.data, ['spec', 'maxReplicas'], least);
  return { count: Math.min(Math.max(own ?? least, least), most), most, from: 'autoscaler' };
}

function ofJob(spec: Json | undefined): Replicas {
  const parallelism = countAt(spec, ['parallelism'], 1);
  const completions = countAt(spec, ['completions'], parallelism);
  const count = Math.min(parallelism, completions);
  return { count, most: count, from: 'parallelism' };
}

/** How many pods a workload has. What nobody says is 1 where the API says so, else unknown. */
export function replicasOf({ object, template }: Workload, { autoscalers, nodes }: Surroundings): Replicas {
  const spec = object.data['spec'];
  if (valueAt(spec, ['suspend']) === true) return { count: 0, most: 0, from: 'suspended' };
  switch (object.gk) {
    case 'Pod':
      return { count: 1, most: 1, from: 'pod' };
    case 'Deployment.apps':
    case 'StatefulSet.apps':
    case 'ReplicaSet.apps':
    case 'ReplicationController':
      return scaled(object, 1, autoscalers);
    case 'DaemonSet.apps': {
      const found = nodes === undefined ? undefined : nodesFor(template.spec, nodes);
      if (found?.kind !== 'counted') return UNKNOWN;
      return { count: found.nodes, most: found.nodes, from: 'nodes' };
    }
    case 'Job.batch':
      return ofJob(spec);
    case 'CronJob.batch':
      return ofJob(valueAt(spec, ['jobTemplate', 'spec']));
    case 'PodTemplate':
      return { count: 0, most: 0, from: 'replicas' };
    default:
      return scaled(object, undefined, autoscalers);
  }
}
