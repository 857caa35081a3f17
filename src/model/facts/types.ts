import type { Answer, Cluster, Gap, GroupKind, KubeObject } from '../cluster/index.ts';
import type { JsonObject, Path } from '../json.ts';
import type { AdmittedPod, PodRefusal, PodSecurityLevel, PodTemplate, RuntimeClassResult } from '../kube/index.ts';
import type { Access } from './access.ts';

/** The owner that a person would edit, with one pod template of it. DESIGN §2, Workload. */
export interface Workload {
  readonly object: KubeObject;
  /** Where the template stands in the object; [] for a bare Pod. */
  readonly root: Path;
  readonly template: PodTemplate;
  /** The very same for templates that no template-only check can tell apart. */
  readonly classOf: TemplateClass;
}

/** All templates that agree in what the API server reads of them, names and labels apart. */
export interface TemplateClass {
  readonly template: PodTemplate;
}

/** Which account a pod runs as and whether its token is mounted, with what decided. */
export interface ServiceAccountUse {
  readonly name: string;
  /** `default` when the pod names none. */
  readonly namedBy: 'pod' | 'default';
  readonly account: Answer<KubeObject>;
  readonly automount: boolean;
  readonly decidedBy: 'pod' | 'service-account' | 'default';
}

/** Default limits and requests that the LimitRanges of a namespace give a container, resource name to quantity. */
export interface ContainerDefaults {
  readonly limits: JsonObject;
  readonly requests: JsonObject;
}

/** Why a pod of a workload is not stored, by the plug-in that refuses it first. */
export type WorkloadRefusal =
  | PodRefusal
  | { readonly by: 'ServiceAccount'; readonly reason: 'account-missing'; readonly name: string }
  | { readonly by: 'RuntimeClass'; readonly reason: Extract<RuntimeClassResult, { kind: 'refused' }>['reason'] }
  | { readonly by: 'PodSecurity'; readonly level: PodSecurityLevel; readonly controls: readonly string[] };

/** What the API server makes of one more pod of a workload. */
export interface AdmittedWorkload {
  /** Amounts, QoS class and priority as they would be stored. */
  readonly admitted: AdmittedPod;
  /** The pod's spec with overhead, node selector and tolerations as they would be stored. */
  readonly spec: JsonObject;
  /** `unknown`: what is missing may be there unseen. */
  readonly outcome:
    | { readonly kind: 'stored' }
    | { readonly kind: 'refused'; readonly refusal: WorkloadRefusal }
    | { readonly kind: 'unknown'; readonly refusal: WorkloadRefusal; readonly gaps: readonly Gap[] };
  /** LimitRanges, quotas and a namespace with its level that may be there unseen. */
  readonly gaps: readonly Gap[];
}

/** A NetworkPolicy that selects a workload's pods, and the directions in which it isolates them. */
export interface IsolatingPolicy {
  readonly policy: KubeObject;
  readonly ingress: boolean;
  readonly egress: boolean;
  /** Set where nobody can know whether it selects them: the key of a label whose value their controller chooses. */
  readonly hangsOn?: string;
}

/** Argument and value of every fact. One line here, one entry in the registry: see README. */
export interface FactTypes {
  /** Who may do what; once for each Cluster. */
  readonly access: { readonly arg: ''; readonly value: Access };
  readonly workloads: { readonly arg: string; readonly value: readonly Workload[] };
  readonly 'service-account-use': { readonly arg: Workload; readonly value: ServiceAccountUse };
  readonly 'container-defaults': { readonly arg: string; readonly value: Answer<ContainerDefaults> };
  readonly 'admitted-pod': { readonly arg: Workload; readonly value: AdmittedWorkload };
  readonly 'isolating-policies': { readonly arg: Workload; readonly value: Answer<IsolatingPolicy> };
}

/** The name of a fact. */
export type FactName = keyof FactTypes;

/** What a derivation or a judge may ask; it throws UndeclaredReadError on what was not declared, and notes what was leaned on. */
export interface View {
  /** N of the Kubernetes version 1.N that is judged for. */
  readonly minor: number;
  /** Whether a cluster was read, or files that say what it shall hold. */
  readonly origin: Cluster['origin'];
  list(gk: GroupKind, namespace?: string): Answer<KubeObject>;
  get(gk: GroupKind, namespace: string, name: string): Answer<KubeObject>;
  fact<K extends FactName>(name: K, arg: FactTypes[K]['arg']): FactTypes[K]['value'];
}

/** How one fact is derived: what it reads, what its key is, and the derivation. DESIGN §3, Facts. */
export interface FactDefinition<K extends FactName> {
  readonly name: K;
  /** Kinds it reads; `*` for every kind (only `workloads` needs that: any kind may hold a pod template). */
  readonly kinds: readonly GroupKind[];
  readonly facts: readonly FactName[];
  keyOf(arg: FactTypes[K]['arg']): string;
  derive(arg: FactTypes[K]['arg'], view: View): FactTypes[K]['value'];
}

/** The table of all facts, each with its provider. */
export type FactRegistry = { readonly [K in FactName]: FactDefinition<K> };

/** Facts that an engine owns, each with its provider: who puts a program together hands them in. */
export type FactProviders = Pick<FactRegistry, 'access'>;
