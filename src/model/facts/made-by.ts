import type { GroupKind, KubeObject } from '../cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../json.ts';
import { BASELINE_CAPABILITIES, CONTAINER_LISTS, containerName } from '../kube/index.ts';

const SETS = ['ReplicaSet.apps', 'ReplicaSet.extensions'];
const DEPLOYMENTS = ['Deployment.apps', 'Deployment.extensions'];

/** What Kubernetes' own controllers make, with the kinds that they make it for. https://kubernetes.io/docs/concepts/workloads/controllers/ */
const MAKERS: Readonly<Record<GroupKind, readonly GroupKind[] | undefined>> = {
  Pod: [...SETS, 'ReplicationController', 'StatefulSet.apps', 'DaemonSet.apps', 'DaemonSet.extensions', 'Job.batch'],
  'ReplicaSet.apps': DEPLOYMENTS,
  'ReplicaSet.extensions': DEPLOYMENTS,
  'Job.batch': ['CronJob.batch'],
};

const OWN_KINDS: ReadonlySet<GroupKind> = new Set([
  ...Object.values(MAKERS).flatMap((kinds) => kinds ?? []),
  'CronJob.batch',
  'Pod',
  'PodTemplate',
]);

/** Whether a controller makes objects of one kind for those of another: of Kubernetes' own kinds it is known, others make what they like. */
export function makes(owner: GroupKind, made: GroupKind): boolean {
  return !OWN_KINDS.has(owner) || (Object.hasOwn(MAKERS, made) && MAKERS[made]?.includes(owner) === true);
}

/** Whether an object is what a Deployment leaves behind of an older template: nothing runs by it. */
export function isScaledDown({ gk, data }: KubeObject): boolean {
  return SETS.includes(gk) && valueAt(data, ['spec', 'replicas']) === 0;
}

/** What of a pod reaches beyond it, or takes a confinement away. */
interface Power {
  /** `hostPID`, `privileged web`, `hostPath /`, …: each by itself more than a pod has. */
  readonly powers: ReadonlySet<string>;
  readonly account: string;
  readonly names: ReadonlySet<string>;
}

/** What runtimes give by default, and what sidecars of a mesh need to lead traffic through them: an owner is not told from its pods by these. */
const COMMON: ReadonlySet<string> = new Set([...BASELINE_CAPABILITIES, 'NET_ADMIN', 'NET_RAW']);

/** Fields of a securityContext, of pods and containers, that hold whatever takes a confinement away. */
function* unconfinedBy(context: Json | undefined, name: string): Iterable<string> {
  for (const profile of ['seccompProfile', 'appArmorProfile'])
    if (valueAt(context, [profile, 'type']) === 'Unconfined') yield `${profile} ${name}`;
  if (valueAt(context, ['windowsOptions', 'hostProcess']) === true) yield `hostProcess ${name}`;
  for (const field of ['type', 'user', 'role']) {
    const label = valueAt(context, ['seLinuxOptions', field]);
    if (label !== undefined) yield `seLinux ${field} ${textOf(label)} ${name}`;
  }
}

function itemsOf(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function* powersOfContainer(container: JsonObject, name: string): Iterable<string> {
  const context = container['securityContext'];
  if (valueAt(context, ['privileged']) === true) yield `privileged ${name}`;
  if (valueAt(context, ['procMount']) === 'Unmasked') yield `procMount ${name}`;
  yield* unconfinedBy(context, name);
  const added = valueAt(context, ['capabilities', 'add']);
  for (const capability of isList(added) ? added.map(textOf) : [])
    if (!COMMON.has(capability.toUpperCase().replace(/^CAP_/, ''))) yield `capability ${capability} ${name}`;
}

function* hostPortsOf({ ports }: JsonObject): Iterable<string> {
  for (const { hostPort } of itemsOf(ports)) if (typeof hostPort === 'number') yield `hostPort ${hostPort}`;
}

function* powersOf(spec: JsonObject): Iterable<string> {
  for (const flag of ['hostPID', 'hostIPC', 'hostNetwork']) if (spec[flag] === true) yield flag;
  yield* unconfinedBy(spec['securityContext'], '');
  for (const { name, value } of itemsOf(valueAt(spec, ['securityContext', 'sysctls'])))
    yield `sysctl ${textOf(name)} ${textOf(value)}`;
  for (const volume of itemsOf(spec['volumes'])) {
    const path = valueAt(volume, ['hostPath', 'path']);
    if (path !== undefined) yield `hostPath ${textOf(path)}`;
  }
  for (const list of CONTAINER_LISTS)
    for (const [index, container] of itemsOf(spec[list]).entries()) {
      yield* powersOfContainer(container, containerName(container, index));
      // On the node's network every port is one of the node: the API server fills it in, for pods and not for templates.
      if (spec['hostNetwork'] !== true) yield* hostPortsOf(container);
    }
}

/** An owner is asked for each of its pods. */
const known = new WeakMap<JsonObject, Power>();

function powerOf(template: JsonObject): Power {
  let power = known.get(template);
  if (power === undefined) {
    const spec = isObject(template['spec']) ? template['spec'] : {};
    power = {
      powers: new Set(powersOf(spec)),
      account: textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']) || 'default',
      names: new Set(itemsOf(spec['containers']).map((container) => textOf(container['name']))),
    };
    known.set(template, power);
  }
  return power;
}

/**
 * Whether a pod template is what an owner's makes of it, defaults and what admission adds included: it reaches no further, runs as the same account, and has its containers. An owner
 * reference alone says nothing, since nobody checks it: whoever may create a pod may write one.
 */
export function isMadeFrom(made: JsonObject, owner: JsonObject, kind: GroupKind): boolean {
  const [child, parent] = [powerOf(made), powerOf(owner)];
  if (child.account !== parent.account || ![...child.powers].every((power) => parent.powers.has(power))) return false;
  // What other controllers name the containers that they make of their templates is theirs to say.
  return !OWN_KINDS.has(kind) || [...parent.names].every((name) => child.names.has(name));
}
