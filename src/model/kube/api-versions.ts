import { isObject, type JsonObject, type Path, valueAt } from '../json.ts';
import generated from './api-versions.json' with { type: 'json' };
import { kindsOfTable, servedSince, tableHasGroup } from './schema/index.ts';

/** The minors (N of 1.N) in which an API began, was declared deprecated, and is gone; with what takes its place, as `group/version/Kind`. */
export interface ApiLifeCycle {
  readonly introduced?: number;
  readonly deprecated?: number;
  readonly removed?: number;
  readonly replacement?: string;
}

/** How a version of an API stands in one minor. */
export interface ApiVersionStatus {
  /** `unknown`: not an API of Kubernetes' own, as far as the tables go. */
  readonly state: 'served' | 'deprecated' | 'removed' | 'not-yet' | 'unknown';
  readonly deprecatedIn?: number;
  readonly removedIn?: number;
  readonly introducedIn?: number;
  /** The apiVersion to use instead, as `apps/v1`. */
  readonly replacement?: string;
}

/** What `k8s.io/api` does not hold any more, or never did. https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const FORMER: Readonly<Record<string, ApiLifeCycle>> = {
  '/v1/ComponentStatus': { deprecated: 19 },
  '/v1/Endpoints': { deprecated: 33, replacement: 'discovery.k8s.io/v1/EndpointSlice' },
  'apiextensions.k8s.io/v1beta1/CustomResourceDefinition': {
    introduced: 7,
    deprecated: 16,
    removed: 22,
    replacement: 'apiextensions.k8s.io/v1/CustomResourceDefinition',
  },
  'apiregistration.k8s.io/v1beta1/APIService': {
    introduced: 7,
    deprecated: 19,
    removed: 22,
    replacement: 'apiregistration.k8s.io/v1/APIService',
  },
  'autoscaling/v2beta1/HorizontalPodAutoscaler': {
    introduced: 8,
    deprecated: 22,
    removed: 25,
    replacement: 'autoscaling/v2/HorizontalPodAutoscaler',
  },
  'autoscaling/v2beta2/HorizontalPodAutoscaler': {
    introduced: 12,
    deprecated: 23,
    removed: 26,
    replacement: 'autoscaling/v2/HorizontalPodAutoscaler',
  },
  'batch/v2alpha1/CronJob': { introduced: 5, deprecated: 8, removed: 21, replacement: 'batch/v1/CronJob' },
  'events.k8s.io/v1beta1/Event': { introduced: 8, deprecated: 22, removed: 25, replacement: 'events.k8s.io/v1/Event' },
  'extensions/v1beta1/PodSecurityPolicy': { introduced: 3, deprecated: 11, removed: 16 },
  'flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema': {
    introduced: 20,
    deprecated: 23,
    removed: 26,
    replacement: 'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  },
  'flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration': {
    introduced: 20,
    deprecated: 23,
    removed: 26,
    replacement: 'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration',
  },
  'flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema': {
    introduced: 23,
    deprecated: 26,
    removed: 29,
    replacement: 'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  },
  'flowcontrol.apiserver.k8s.io/v1beta2/PriorityLevelConfiguration': {
    introduced: 23,
    deprecated: 26,
    removed: 29,
    replacement: 'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration',
  },
  'node.k8s.io/v1beta1/RuntimeClass': {
    introduced: 14,
    deprecated: 22,
    removed: 25,
    replacement: 'node.k8s.io/v1/RuntimeClass',
  },
  'policy/v1beta1/PodSecurityPolicy': { introduced: 10, deprecated: 21, removed: 25 },
  'rbac.authorization.k8s.io/v1alpha1/ClusterRole': {
    introduced: 5,
    deprecated: 17,
    removed: 22,
    replacement: 'rbac.authorization.k8s.io/v1/ClusterRole',
  },
  'rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding': {
    introduced: 5,
    deprecated: 17,
    removed: 22,
    replacement: 'rbac.authorization.k8s.io/v1/ClusterRoleBinding',
  },
  'rbac.authorization.k8s.io/v1alpha1/Role': {
    introduced: 5,
    deprecated: 17,
    removed: 22,
    replacement: 'rbac.authorization.k8s.io/v1/Role',
  },
  'rbac.authorization.k8s.io/v1alpha1/RoleBinding': {
    introduced: 5,
    deprecated: 17,
    removed: 22,
    replacement: 'rbac.authorization.k8s.io/v1/RoleBinding',
  },
};

const LIFE_CYCLES: Readonly<Record<string, ApiLifeCycle>> = {
  ...(generated as Record<string, ApiLifeCycle>),
  ...FORMER,
};

/** `apps/v1` of `apps/v1/Deployment`; a kind named as its list, as one entry of k8s.io/api does, does not matter. */
function apiVersionOf(id: string): string {
  const [group = '', version = ''] = id.split('/');
  return group === '' ? version : `${group}/${version}`;
}

function stateOf({ introduced, deprecated, removed }: ApiLifeCycle, minor: number): ApiVersionStatus['state'] {
  if (removed !== undefined && minor >= removed) return 'removed';
  if (introduced !== undefined && minor < introduced) return 'not-yet';
  return deprecated !== undefined && minor >= deprecated ? 'deprecated' : 'served';
}

/**
 * How an API version stands in a minor of Kubernetes.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export function apiVersionStatus(
  id: { readonly group: string; readonly version: string; readonly kind: string },
  minor: number,
): ApiVersionStatus {
  const key = `${id.group}/${id.version}/${id.kind}`;
  const cycle = Object.hasOwn(LIFE_CYCLES, key) ? LIFE_CYCLES[key] : undefined;
  if (cycle === undefined) {
    const since = servedSince(key);
    if (since === undefined) return { state: 'unknown' };
    // The tables begin at one minor: what it had may be older, what it had not is not known to be.
    return since > minor ? { state: 'not-yet', introducedIn: since } : { state: 'served' };
  }
  return {
    state: stateOf(cycle, minor),
    ...(cycle.introduced === undefined ? {} : { introducedIn: cycle.introduced }),
    ...(cycle.deprecated === undefined ? {} : { deprecatedIn: cycle.deprecated }),
    ...(cycle.removed === undefined ? {} : { removedIn: cycle.removed }),
    ...(cycle.replacement === undefined || cycle.replacement === ''
      ? {}
      : { replacement: apiVersionOf(cycle.replacement) }),
  };
}

const ownGroups = new Map<string, boolean>();

/** Whether an API group (`apps`, '' for the core) is Kubernetes' own, in some version of it. */
export function isOwnGroup(group: string): boolean {
  let own = ownGroups.get(group);
  if (own === undefined) {
    // A table of all groups would take longer than all that a small scan asks.
    own = tableHasGroup(group) || Object.keys(LIFE_CYCLES).some((id) => id.startsWith(`${group}/`));
    ownGroups.set(group, own);
  }
  return own;
}

/** The apiVersions in which a minor of Kubernetes serves a kind of this name, whatever its group. */
export function apiVersionsOf(kind: string, minor: number): readonly string[] {
  return [...kindsOfTable()]
    .filter((one) => one.kind === kind && one.since <= minor && minor <= one.until)
    .map(({ group, version }) => (group === '' ? version : `${group}/${version}`));
}

/** Fields that the successor requires and the old version filled in or read otherwise, by kind: with them written, both mean the same. */
const SAME_WHEN_WRITTEN: Readonly<Record<string, readonly Path[]>> = {
  ClusterRole: [],
  ClusterRoleBinding: [],
  ControllerRevision: [],
  CronJob: [],
  CSIDriver: [],
  CSINode: [],
  // apps/v1 has no default for the selector, and the old default was taken from the template's labels.
  DaemonSet: [['spec', 'selector']],
  Deployment: [['spec', 'selector']],
  IngressClass: [],
  Lease: [],
  NetworkPolicy: [],
  // An empty selector selects nothing in policy/v1beta1 and everything in policy/v1.
  PodDisruptionBudget: [['spec', 'selector']],
  PriorityClass: [],
  ReplicaSet: [['spec', 'selector']],
  Role: [],
  RoleBinding: [],
  RuntimeClass: [],
  StatefulSet: [['spec', 'selector']],
  StorageClass: [],
  VolumeAttachment: [],
};

const OTHER_SHAPE = new Set(['autoscaling/v2beta1', 'node.k8s.io/v1alpha1', 'extensions/v1beta1/Ingress']);

/**
 * Whether only the apiVersion of an object has to change for its replacement to mean the same: the shape is the same, and fields whose default or
 * meaning changed are written. `autoscaling/v2beta2` became `autoscaling/v2` unchanged.
 */
export function canBumpApiVersion(
  id: { readonly group: string; readonly version: string; readonly kind: string },
  data: JsonObject,
): boolean {
  const apiVersion = id.group === '' ? id.version : `${id.group}/${id.version}`;
  if (OTHER_SHAPE.has(apiVersion)) return false;
  if (id.kind === 'HorizontalPodAutoscaler') return apiVersion === 'autoscaling/v2beta2';
  const wanted = Object.hasOwn(SAME_WHEN_WRITTEN, id.kind) ? SAME_WHEN_WRITTEN[id.kind] : undefined;
  if (wanted === undefined) return false;
  return wanted.every((path) => {
    const value = valueAt(data, path);
    return isObject(value) && Object.keys(value).length > 0;
  });
}
