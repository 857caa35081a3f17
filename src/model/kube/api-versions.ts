import generated from './api-versions.json' with { type: 'json' };
import { kindsOfTable, servedSince, tableHasGroup } from './schema/index.ts';

/** The minors (N of 1.N) in which an API began, was declared deprecated, and is gone; with what takes its place, as `group/version/Kind`. */
export interface ApiLifeCycle {
  readonly introduced?: number;
  readonly deprecated?: number;
  readonly removed?: number;
  readonly replacement?: string;
}

/** A kind in one version of its API; the core group is ''. */
interface ApiId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** How a version of an API stands in one minor. */
export interface ApiVersionStatus {
  /** `unknown`: not an API of Kubernetes' own, as far as the tables go. */
  readonly state: 'served' | 'deprecated' | 'removed' | 'not-yet' | 'unknown';
  readonly deprecatedIn?: number;
  readonly removedIn?: number;
  readonly introducedIn?: number;
  /** The apiVersion to use instead, as `apps/v1`; of one that was ever deprecated, also before it was. */
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
    removed: 23,
    replacement: 'rbac.authorization.k8s.io/v1/ClusterRole',
  },
  'rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding': {
    introduced: 5,
    deprecated: 17,
    removed: 23,
    replacement: 'rbac.authorization.k8s.io/v1/ClusterRoleBinding',
  },
  'rbac.authorization.k8s.io/v1alpha1/Role': {
    introduced: 5,
    deprecated: 17,
    removed: 23,
    replacement: 'rbac.authorization.k8s.io/v1/Role',
  },
  'rbac.authorization.k8s.io/v1alpha1/RoleBinding': {
    introduced: 5,
    deprecated: 17,
    removed: 23,
    replacement: 'rbac.authorization.k8s.io/v1/RoleBinding',
  },
  'scheduling.k8s.io/v1alpha1/PriorityClass': {
    introduced: 8,
    deprecated: 14,
    removed: 23,
    replacement: 'scheduling.k8s.io/v1/PriorityClass',
  },
};

/** The minors in which stable versions began; the generated tables tell that of beta ones, and of what is younger than they are. https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const STABLE_SINCE: Readonly<Record<string, number>> = {
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': 16,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': 16,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': 16,
  'apiregistration.k8s.io/v1/APIService': 10,
  'apps/v1/ControllerRevision': 9,
  'apps/v1/DaemonSet': 9,
  'apps/v1/Deployment': 9,
  'apps/v1/ReplicaSet': 9,
  'apps/v1/StatefulSet': 9,
  'autoscaling/v2/HorizontalPodAutoscaler': 23,
  'batch/v1/CronJob': 21,
  'certificates.k8s.io/v1/CertificateSigningRequest': 19,
  'coordination.k8s.io/v1/Lease': 14,
  'discovery.k8s.io/v1/EndpointSlice': 21,
  'events.k8s.io/v1/Event': 19,
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema': 29,
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration': 29,
  'networking.k8s.io/v1/Ingress': 19,
  'networking.k8s.io/v1/IngressClass': 19,
  'networking.k8s.io/v1/NetworkPolicy': 7,
  'node.k8s.io/v1/RuntimeClass': 20,
  'policy/v1/PodDisruptionBudget': 21,
  'rbac.authorization.k8s.io/v1/ClusterRole': 8,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': 8,
  'rbac.authorization.k8s.io/v1/Role': 8,
  'rbac.authorization.k8s.io/v1/RoleBinding': 8,
  'scheduling.k8s.io/v1/PriorityClass': 14,
  'storage.k8s.io/v1/CSIDriver': 18,
  'storage.k8s.io/v1/CSINode': 17,
  'storage.k8s.io/v1/CSIStorageCapacity': 24,
  'storage.k8s.io/v1/StorageClass': 6,
  'storage.k8s.io/v1/VolumeAttachment': 13,
};

const LIFE_CYCLES: Readonly<Record<string, ApiLifeCycle>> = {
  ...Object.fromEntries(Object.entries(STABLE_SINCE).map(([id, introduced]) => [id, { introduced }])),
  ...(generated as Record<string, ApiLifeCycle>),
  ...FORMER,
};

/** `apps/v1` of `apps/v1/Deployment`; a kind named as its list, as one entry of k8s.io/api does, does not matter. */
function apiVersionOf(id: string): string {
  const [group = '', version = ''] = id.split('/');
  return group === '' ? version : `${group}/${version}`;
}

/** How far a version has come: `v1` beyond `v1beta2` beyond `v1beta1` beyond `v1alpha1`. */
function rankOf(version: string): readonly [number, number] {
  const [, , stage, number] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return [stage === 'alpha' ? 0 : stage === 'beta' ? 1 : 2, Number(number ?? 0)];
}

function isBeyond(a: string, b: string): boolean {
  const [[stage, number], [otherStage, otherNumber]] = [rankOf(a), rankOf(b)];
  return stage === otherStage ? number > otherNumber : stage > otherStage;
}

/** The most mature version beyond this one, no alpha, in which a minor serves the kind and does not call it deprecated. */
function servedInstead({ group, version, kind }: ApiId, minor: number): string | undefined {
  const others = [...kindsOfTable()].filter((one) => one.group === group && one.kind === kind);
  const usable = others.filter(
    (one) =>
      one.since <= minor &&
      minor <= one.until &&
      isBeyond(one.version, version) &&
      !one.version.includes('alpha') &&
      stateOf(LIFE_CYCLES[`${group}/${one.version}/${kind}`] ?? {}, minor) === 'served',
  );
  const [best] = usable.map((one) => one.version).toSorted((a, b) => (isBeyond(a, b) ? -1 : 1));
  return best === undefined ? undefined : apiVersionOf(`${group}/${best}/${kind}`);
}

/** What k8s.io/api names; where that is nothing, or not there yet, what the minor serves of the same kind. Nothing takes the place of what lasts. */
function replacementOf(
  id: ApiId,
  { replacement = '', deprecated, removed }: ApiLifeCycle,
  minor: number,
): string | undefined {
  if (deprecated === undefined && removed === undefined) return undefined;
  const since = Math.max(servedSince(replacement) ?? 0, STABLE_SINCE[replacement] ?? 0);
  const isThere = replacement !== '' && since <= minor;
  return isThere ? apiVersionOf(replacement) : servedInstead(id, minor);
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
export function apiVersionStatus(id: ApiId, minor: number): ApiVersionStatus {
  const key = `${id.group}/${id.version}/${id.kind}`;
  const cycle = Object.hasOwn(LIFE_CYCLES, key) ? LIFE_CYCLES[key] : undefined;
  if (cycle === undefined) {
    const since = servedSince(key);
    if (since === undefined) return { state: 'unknown' };
    // The tables begin at one minor: what it had may be older, what it had not is not known to be.
    return since > minor ? { state: 'not-yet', introducedIn: since } : { state: 'served' };
  }
  const replacement = replacementOf(id, cycle, minor);
  return {
    state: stateOf(cycle, minor),
    ...(cycle.introduced === undefined ? {} : { introducedIn: cycle.introduced }),
    ...(cycle.deprecated === undefined ? {} : { deprecatedIn: cycle.deprecated }),
    ...(cycle.removed === undefined ? {} : { removedIn: cycle.removed }),
    ...(replacement === undefined ? {} : { replacement }),
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
