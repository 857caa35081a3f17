import type { KubeObject } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  type AdmittedPod,
  admitPod,
  type CountedPod,
  type LimitRange,
  readLimitRange,
  readResourceQuota,
} from '../../model/kube/index.ts';
import type { JudgedWorkload } from './build-report.ts';
import { type Compute, defaultsFor, type Defaults } from './suggest-defaults.ts';
import { quotaFor } from './suggest-quota.ts';
import type { Suggestion } from './types.ts';

const RESOURCES: readonly Compute[] = ['cpu', 'memory'];

/** What a suggestion is made for. */
export interface SuggestInput {
  readonly namespace: string;
  readonly judged: readonly JudgedWorkload[];
  readonly ranges: readonly KubeObject[];
  readonly quotas: readonly KubeObject[];
  readonly minor: number;
}

function freeName(wanted: string, taken: readonly KubeObject[]): string {
  const names = new Set(taken.map(({ ref }) => ref.name));
  let name = wanted;
  for (let n = 2; names.has(name); n++) name = `${wanted}-${n}`;
  return name;
}

function admitAgain({ spec }: CountedPod, ranges: readonly LimitRange[], minor: number): AdmittedPod {
  return admitPod(spec, { ranges, quotas: [], classes: [], minor });
}

function isRefused({ refusal }: AdmittedPod): boolean {
  return refusal?.by === 'LimitRanger' || refusal?.by === 'validation';
}

function rangeObject(name: string, namespace: string, defaults: readonly Defaults[]): JsonObject {
  const pick = (key: 'limit' | 'request'): JsonObject =>
    Object.fromEntries(defaults.map((one) => [one.resource, one[key]]));
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name, namespace },
    spec: { limits: [{ type: 'Container', default: pick('limit'), defaultRequest: pick('request') }] },
  };
}

/** A LimitRange with what it leaves of every pod; refused when it would keep one out that is let in now. */
function tryRange(input: SuggestInput): {
  readonly object: JsonObject | undefined;
  readonly pods: readonly (AdmittedPod | undefined)[];
  readonly said: Omit<Suggestion, 'objects'>;
} {
  const { judged, minor, namespace } = input;
  const ranges = input.ranges.map(({ data }) => readLimitRange(data));
  const before = judged.map(({ admitted }) => admitted);
  const defaults = RESOURCES.flatMap((resource) => defaultsFor(resource, judged, ranges) ?? []);
  if (defaults.length === 0) return { object: undefined, pods: before, said: { basis: [], problems: [] } };
  const object = rangeObject(freeName('merlon-defaults', input.ranges), namespace, defaults);
  const all = [...ranges, readLimitRange(object)];
  const pods = before.map((one) => (one === undefined ? undefined : admitAgain(one.pod, all, minor)));
  const kept = judged.filter((_, i) => {
    const [old, now] = [before[i], pods[i]];
    return old !== undefined && now !== undefined && isRefused(now) && !isRefused(old);
  });
  if (kept.length === 0) return { object, pods, said: { basis: defaults.map(({ basis }) => basis), problems: [] } };
  const names = kept.map(({ row }) => `${row.kind}/${row.name}`).join(', ');
  const problem = `no LimitRange: the defaults that would close the gap would keep out ${names}`;
  return { object: undefined, pods: before, said: { basis: [], problems: [problem] } };
}

/**
 * The LimitRange that gives every container a limit, and the ResourceQuota that holds the namespace to what it uses with some headroom; each is held against every workload
 * before it is shown. What LimitRanges and quotas there are stays as it is.
 */
export function suggest(input: SuggestInput): Suggestion {
  const { object, pods, said } = tryRange(input);
  const quota = quotaFor({
    name: freeName('merlon-quota', input.quotas),
    namespace: input.namespace,
    quotas: input.quotas.map(({ data }) => readResourceQuota(data)),
    workloads: input.judged.map(({ row }, i) => ({ row, admitted: pods[i] })),
  });
  return {
    objects: [object, quota.object].filter((one) => one !== undefined),
    basis: [...said.basis, ...quota.basis],
    problems: [...said.problems, ...quota.problems],
  };
}
