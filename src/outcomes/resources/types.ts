import type { Gap, KubeVersion } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import type { QosClass, ResourceList } from '../../model/kube/index.ts';

/** How many pods a workload has, and what says so. Jobs count the pods of one run that are there at once. */
export interface Replicas {
  /** Undefined where it is not known. */
  readonly count: number | undefined;
  /** What an autoscaler may make of it. */
  readonly most: number | undefined;
  readonly from: 'pod' | 'replicas' | 'autoscaler' | 'nodes' | 'parallelism' | 'suspended' | 'unknown';
}

/** A container that may take all of something: no limit of its own, of its pod or by a LimitRange. */
export interface UnlimitedContainer {
  readonly container: string;
  readonly resources: readonly ('cpu' | 'memory')[];
}

/** One workload as admission leaves its pods. */
export interface WorkloadRow {
  readonly kind: string;
  readonly name: string;
  readonly replicas: Replicas;
  /** Of one pod, overhead included. Undefined with `invalid`. */
  readonly pod: { readonly requests: ResourceList; readonly limits: ResourceList } | undefined;
  readonly qos: QosClass | undefined;
  readonly priority: number | undefined;
  readonly unlimited: readonly UnlimitedContainer[];
  readonly outcome: 'stored' | 'refused' | 'unknown' | 'invalid';
  /** Why it is not stored, or what is not known. */
  readonly reason: string | undefined;
}

/** One resource of a quota. */
export interface QuotaRow {
  readonly quota: string;
  readonly resource: string;
  readonly hard: bigint;
  /** As the cluster says; undefined of files. */
  readonly used: bigint | undefined;
  /** What the workloads seen here use when all their pods are there; undefined where that is not known. */
  readonly wanted: bigint | undefined;
}

/** The objects that would close what is open, and what their numbers rest on. */
export interface Suggestion {
  readonly objects: readonly JsonObject[];
  readonly basis: readonly string[];
  /** What could not be suggested, and why. */
  readonly problems: readonly string[];
}

/** One namespace. */
export interface NamespaceResources {
  readonly name: string;
  /** The title of the platform that it is part of. */
  readonly platform: string | undefined;
  readonly workloads: readonly WorkloadRow[];
  /** Pods of the workloads whose number is known. */
  readonly pods: number;
  /** Workloads whose number of pods is not known, or whose amounts cannot be read: they are in no sum. */
  readonly uncounted: readonly string[];
  readonly requests: ResourceList;
  readonly limits: ResourceList;
  /** Pods by QoS class. */
  readonly qos: Readonly<Record<QosClass, number>>;
  readonly limitRanges: readonly string[];
  readonly quotas: readonly QuotaRow[];
  readonly suggestion: Suggestion | undefined;
}

/** What the nodes have for pods. */
export interface NodeResources {
  readonly nodes: number;
  readonly allocatable: ResourceList;
}

/** The report of `merlon resources`. */
export interface ResourcesReport {
  readonly version: string;
  readonly targets: readonly string[];
  readonly cluster: string | undefined;
  readonly kubernetes: KubeVersion;
  readonly namespaces: readonly NamespaceResources[];
  readonly total: { readonly pods: number; readonly requests: ResourceList; readonly limits: ResourceList };
  readonly nodes: NodeResources | undefined;
  /** Lists that may lack something. */
  readonly gaps: readonly Gap[];
}
