import { type Cluster, type Gap, type GroupKind, type KubeObject } from '../../model/cluster/index.ts';
import {
  createFactRegistry,
  createFacts,
  type FactProviders,
  type FactStore,
  type Workload,
} from '../../model/facts/index.ts';
import { valueAt } from '../../model/json.ts';
import {
  addResources,
  type AdmittedPod,
  InvalidFieldError,
  NO_RESOURCES,
  podFootprint,
  type QosClass,
  quotaMatches,
  quotaUsage,
  readResourceQuota,
  resourceList,
  type ResourceList,
} from '../../model/kube/index.ts';
import type { FindPlatform } from '../findings/index.ts';
import { timesResources } from './amounts.ts';
import { describeRefusal } from './refusal-text.ts';
import { replicasOf, type Surroundings } from './replicas.ts';
import { suggest } from './suggest.ts';
import type {
  NamespaceResources,
  NodeResources,
  QuotaRow,
  ResourcesReport,
  UnlimitedContainer,
  WorkloadRow,
} from './types.ts';

const AUTOSCALER: GroupKind = 'HorizontalPodAutoscaler.autoscaling';

/** The kinds that a report is made from; `*` stands for everything that holds pod templates. */
export const RESOURCE_KINDS: readonly GroupKind[] = [
  '*',
  AUTOSCALER,
  'LimitRange',
  'Namespace',
  'Node',
  'PriorityClass.scheduling.k8s.io',
  'ResourceQuota',
  'RuntimeClass.node.k8s.io',
  'ServiceAccount',
];

/** What a report is made from. */
export interface ResourcesInput {
  readonly cluster: Cluster;
  readonly version: string;
  readonly targets: readonly string[];
  readonly platformOf: FindPlatform;
  readonly suggest: boolean;
  readonly providers: FactProviders;
}

/** A workload with what admission makes of it. */
export interface JudgedWorkload {
  readonly workload: Workload;
  readonly row: WorkloadRow;
  readonly admitted: AdmittedPod | undefined;
}

function unlimitedIn({ pod }: AdmittedPod): readonly UnlimitedContainer[] {
  const open = (limits: ResourceList, name: string): boolean => (limits.get(name) ?? 0n) === 0n;
  return pod.containers.flatMap(({ name, limits }) => {
    const resources = (['cpu', 'memory'] as const).filter(
      (one) => open(limits, one) && open(pod.own?.limits ?? NO_RESOURCES, one),
    );
    return resources.length === 0 ? [] : [{ container: name, resources }];
  });
}

function judge(workload: Workload, store: FactStore, around: Surroundings): JudgedWorkload {
  const { kind, name } = workload.object.ref;
  const about = { kind, name, replicas: replicasOf(workload, around) };
  try {
    const { admitted, outcome } = store.get('admitted-pod', workload, new Set());
    const { priority } = admitted;
    const unseen = outcome.kind === 'unknown' ? ', or is not in what was read' : '';
    const row: WorkloadRow = {
      ...about,
      pod: podFootprint(admitted.pod),
      qos: admitted.qos,
      priority: priority.kind === 'admitted' ? priority.priority : undefined,
      unlimited: unlimitedIn(admitted),
      outcome: outcome.kind,
      reason: outcome.kind === 'stored' ? undefined : `${describeRefusal(outcome.refusal)}${unseen}`,
    };
    return { workload, row, admitted };
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    const nothing = { pod: undefined, qos: undefined, priority: undefined, unlimited: [] };
    return { workload, row: { ...about, ...nothing, outcome: 'invalid', reason: error.message }, admitted: undefined };
  }
}

/** What all workloads together use of a quota; undefined where one that it counts cannot be counted. */
function wantedOf(
  quota: ReturnType<typeof readResourceQuota>,
  judged: readonly JudgedWorkload[],
): ResourceList | undefined {
  let sum: ResourceList = NO_RESOURCES;
  for (const { admitted, row } of judged) {
    if (admitted === undefined) return undefined;
    const { priority, pod } = admitted;
    if (!quotaMatches(quota, pod, priority.kind === 'admitted' ? priority.className : '')) continue;
    if (row.replicas.count === undefined) return undefined;
    sum = addResources(sum, timesResources(quotaUsage(pod), row.replicas.count));
  }
  return sum;
}

function quotaRows(object: KubeObject, judged: readonly JudgedWorkload[]): readonly QuotaRow[] {
  const quota = readResourceQuota(object.data);
  const wanted = wantedOf(quota, judged);
  const isOfPods = new Set(
    judged.flatMap(({ admitted }) => (admitted === undefined ? [] : [...quotaUsage(admitted.pod).keys()])),
  );
  return [...quota.hard].map(([resource, hard]) => ({
    quota: quota.name,
    resource,
    hard,
    used: quota.used?.get(resource),
    // Of what pods do not use (Services, claims …) nothing is said here.
    wanted: wanted === undefined || !isOfPods.has(resource) ? undefined : (wanted.get(resource) ?? 0n),
  }));
}

function sumUp(
  judged: readonly JudgedWorkload[],
): Pick<NamespaceResources, 'pods' | 'uncounted' | 'requests' | 'limits' | 'qos'> {
  const qos: Record<QosClass, number> = { Guaranteed: 0, Burstable: 0, BestEffort: 0 };
  const uncounted: string[] = [];
  let [pods, requests, limits]: [number, ResourceList, ResourceList] = [0, NO_RESOURCES, NO_RESOURCES];
  for (const { row } of judged) {
    const { count } = row.replicas;
    if (count === undefined || row.pod === undefined || row.qos === undefined) {
      uncounted.push(`${row.kind}/${row.name}`);
      continue;
    }
    pods += count;
    qos[row.qos] += count;
    requests = addResources(requests, timesResources(row.pod.requests, count));
    limits = addResources(limits, timesResources(row.pod.limits, count));
  }
  return { pods, uncounted, requests, limits, qos };
}

function buildNamespace(
  name: string,
  store: FactStore,
  around: Surroundings,
  input: ResourcesInput,
): NamespaceResources {
  const { cluster, platformOf } = input;
  const workloads = store.get('workloads', name, new Set());
  const judged = workloads.map((workload) => judge(workload, store, around));
  const own = cluster.get('Namespace', '', name).items[0] ?? workloads[0]?.object;
  const platform = own === undefined ? undefined : platformOf(own)?.title;
  const ranges = cluster.list('LimitRange', name).items;
  const quotas = cluster.list('ResourceQuota', name).items;
  return {
    name,
    platform,
    workloads: judged.map(({ row }) => row),
    ...sumUp(judged),
    limitRanges: ranges.map(({ ref }) => ref.name),
    quotas: quotas.flatMap((object) => quotaRows(object, judged)),
    suggestion:
      input.suggest && platform === undefined && judged.length > 0
        ? suggest({ namespace: name, judged, ranges, quotas, minor: cluster.version.minor })
        : undefined,
  };
}

function nodesOf(cluster: Cluster): NodeResources | undefined {
  const { items } = cluster.list('Node');
  if (items.length === 0) return undefined;
  const allocatable = items.reduce(
    (sum, { data }) => addResources(sum, resourceList(valueAt(data, ['status', 'allocatable']))),
    NO_RESOURCES,
  );
  return { nodes: items.length, allocatable };
}

function gapsOf(cluster: Cluster): readonly Gap[] {
  return RESOURCE_KINDS.filter((gk) => gk !== '*').flatMap((gk) => cluster.list(gk).gaps);
}

/** Makes the report of what workloads ask for and what holds them. */
export function buildResourcesReport(input: ResourcesInput): ResourcesReport {
  const { cluster, version, targets } = input;
  const store = createFacts(cluster, createFactRegistry(cluster.extraTemplates, input.providers));
  const nodes = cluster.list('Node');
  const around: Surroundings = {
    autoscalers: cluster.list(AUTOSCALER).items,
    nodes: nodes.complete && nodes.items.length > 0 ? nodes.items.map(({ data }) => data) : undefined,
  };
  const namespaces = cluster.namespaces
    .map((name) => buildNamespace(name, store, around, input))
    .filter((one) => one.workloads.length + one.quotas.length + one.limitRanges.length > 0);
  const sum = (pick: (one: NamespaceResources) => ResourceList): ResourceList =>
    namespaces.reduce((all, one) => addResources(all, pick(one)), NO_RESOURCES);
  return {
    version,
    targets,
    cluster: cluster.origin === 'live' ? cluster.name : undefined,
    kubernetes: cluster.version,
    namespaces,
    total: {
      pods: namespaces.reduce((all, { pods }) => all + pods, 0),
      requests: sum(({ requests }) => requests),
      limits: sum(({ limits }) => limits),
    },
    nodes: nodesOf(cluster),
    gaps: gapsOf(cluster),
  };
}
