import type { JsonObject } from '../../model/json.ts';
import {
  addResources,
  type AdmittedPod,
  NO_RESOURCES,
  type Quantity,
  quotaUsage,
  type ResourceList,
  type ResourceQuota,
} from '../../model/kube/index.ts';
import { formatAmount, isBytes, timesResources } from './amounts.ts';
import type { WorkloadRow } from './types.ts';

const UNIT = 1_000_000_000n;
/** What quotas are rounded up to: a tenth of a core, and 64Mi. */
const STEP_CPU = UNIT / 10n;
const STEP_BYTES = 64n * 1_048_576n * UNIT;
const HEADROOM_DIVISOR = 4n;
const NAMES = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'pods'];
const ALIASES: Readonly<Record<string, string>> = { cpu: 'requests.cpu', memory: 'requests.memory' };

/** What a quota is made for: each workload with its pod as it would be stored. */
export interface QuotaInput {
  readonly name: string;
  readonly namespace: string;
  readonly quotas: readonly ResourceQuota[];
  readonly workloads: readonly { readonly row: WorkloadRow; readonly admitted: AdmittedPod | undefined }[];
}

/** The quota, or why there is none. */
export interface QuotaSuggestion {
  readonly object: JsonObject | undefined;
  readonly basis: readonly string[];
  readonly problems: readonly string[];
}

function roundUp(name: string, amount: Quantity): Quantity {
  const step = name === 'pods' ? UNIT : isBytes(name) ? STEP_BYTES : STEP_CPU;
  return ((amount + step - 1n) / step) * step;
}

/** A quarter more, and at least one more pod of the largest workload: a rollout needs that much at once. */
function withHeadroom(sum: ResourceList, largest: ResourceList, name: string): Quantity {
  const amount = sum.get(name) ?? 0n;
  const [quarter, one] = [amount / HEADROOM_DIVISOR, largest.get(name) ?? 0n];
  return roundUp(name, amount + (quarter > one ? quarter : one));
}

/** The names that no quota of all pods holds yet. */
function openNames(quotas: readonly ResourceQuota[]): readonly string[] {
  const held = new Set(quotas.filter(({ scopes }) => scopes.length === 0).flatMap(({ hard }) => [...hard.keys()]));
  for (const name of held) {
    const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
    if (alias !== undefined) held.add(alias);
  }
  return NAMES.filter((name) => !held.has(name));
}

/** Names that some container leaves open: a quota of them would keep its pod out. */
function isNamedByAll(name: string, pods: readonly AdmittedPod[]): boolean {
  const [list, resource] = name.split('.');
  if (resource === undefined) return true;
  return pods.every(({ pod }) => {
    const own = list === 'limits' ? pod.own?.limits : pod.own?.requests;
    if (own?.has(resource) === true) return true;
    return pod.containers.every((one) => (list === 'limits' ? one.limits : one.requests).has(resource));
  });
}

function largestOf(lists: readonly ResourceList[]): ResourceList {
  const most = new Map<string, Quantity>();
  for (const list of lists)
    for (const [name, amount] of list) if (amount > (most.get(name) ?? -1n)) most.set(name, amount);
  return most;
}

/** Makes the quota that holds a namespace to what its workloads may use, autoscalers at their most. */
export function quotaFor({ name, namespace, quotas, workloads }: QuotaInput): QuotaSuggestion {
  const open = openNames(quotas);
  const counted = workloads.flatMap(({ row, admitted }) => {
    const times = row.replicas.most ?? row.replicas.count;
    return admitted === undefined || times === undefined ? [] : [{ admitted, times }];
  });
  if (open.length === 0) return { object: undefined, basis: [], problems: [] };
  if (counted.length < workloads.length) {
    const names = workloads
      .filter(({ row, admitted }) => admitted === undefined || (row.replicas.most ?? row.replicas.count) === undefined)
      .map(({ row }) => `${row.kind}/${row.name}`);
    return {
      object: undefined,
      basis: [],
      problems: [`no ResourceQuota: it is not known how much ${names.join(', ')} will use`],
    };
  }
  const pods = counted.map(({ admitted }) => admitted);
  const usage = pods.map(({ pod }) => quotaUsage(pod));
  const sum = counted.reduce(
    (all, { times }, i) => addResources(all, timesResources(usage[i] ?? NO_RESOURCES, times)),
    NO_RESOURCES,
  );
  const wanted = open.filter((one) => isNamedByAll(one, pods));
  const left = open.filter((one) => !wanted.includes(one));
  const hard = wanted.map((one) => [one, formatAmount(one, withHeadroom(sum, largestOf(usage), one))] as const);
  return {
    object: {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name, namespace },
      spec: { hard: Object.fromEntries(hard) },
    },
    basis: [
      'quota: what the workloads seen here may use, autoscalers at their most, and a quarter more, at least one pod of the largest',
    ],
    problems:
      left.length === 0
        ? []
        : [`no quota of ${left.join(', ')}: some container names none, and its pod would be refused`],
  };
}
