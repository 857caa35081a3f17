import type { Gap } from '../../../model/cluster/index.ts';
import type { ContainerDefaults, View, Workload } from '../../../model/facts/index.ts';
import { type Json, type JsonObject, stringifyJson } from '../../../model/json.ts';
import { type Container, InvalidFieldError, objectAt, type Requirements } from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';
import { invalidJudgement, perContainer } from '../invalid.ts';
import { amountOf, isSome } from './amount.ts';
import { POD_RESOURCES_FROM } from './container-request.ts';

const NOTHING: Requirements = Object.freeze({ requests: new Map(), limits: new Map() });

/** Request and limit of one resource as they hold; undefined where nothing sets them. */
interface Pair {
  readonly request: Json | undefined;
  readonly limit: Json | undefined;
}

/** What is set, and what the API fills in: a limit is a request, and then come the defaults of LimitRanges. */
function pairOf(resources: JsonObject, resource: string, defaults: readonly ContainerDefaults[]): Pair {
  const read = (list: string): Json | undefined => objectAt(resources, list)[resource] ?? undefined;
  const given = (list: 'limits' | 'requests'): Json | undefined => defaults[0]?.[list][resource] ?? undefined;
  return {
    request: read('requests') ?? read('limits') ?? given('requests'),
    limit: read('limits') ?? given('limits'),
  };
}

function show(amount: Json): string {
  return typeof amount === 'string' ? amount : stringifyJson(amount);
}

function copyLimit(path: Judgement['path'], limit: Json): FixPlan {
  return {
    class: 'may-break',
    title: 'request what the limit allows',
    ops: [{ op: 'set', path, value: limit }],
    breaksIf: 'no node has room for a request that large',
  };
}

function askLimit(resource: string): FixPlan {
  return {
    class: 'needs-value',
    title: `set request and limit of ${resource} to one value`,
    ops: [],
    question: `How much ${resource} does it need at its busiest?`,
  };
}

function judgeResource(
  container: Container,
  resource: string,
  { items, gaps }: { readonly items: readonly ContainerDefaults[]; readonly gaps: readonly Gap[] },
): Judgement {
  const resources = objectAt(container.data, 'resources');
  const { request, limit } = pairOf(resources, resource, items);
  const place = (list: string): Judgement['path'] => [...container.path, 'resources', list, resource];
  const at = { container: container.name, item: resource };
  const [asked, allowed] = [amountOf(request, resource) ?? 0n, amountOf(limit, resource) ?? 0n];
  if (allowed === 0n || limit === undefined) {
    const rule = asked === 0n ? 'unset' : 'limit-unset';
    return { rule, ...at, path: place('limits'), fix: askLimit(resource), assumes: gaps };
  }
  const value = objectAt(resources, 'requests')[resource] ?? undefined;
  const here = { ...at, path: place('requests'), ...(value === undefined ? {} : { value }) };
  if (asked === allowed) return { rule: 'equal', ...here };
  // As they hold: a request may come from a LimitRange, and where none is named the limit is one.
  const words = { limit: show(limit), request: show(request ?? limit) };
  return { rule: 'differ', ...here, words, fix: copyLimit(here.path, limit) };
}

function fixPod(limit: Json | undefined, resource: string, path: Judgement['path']): FixPlan {
  return limit === undefined || isSome(limit, resource) !== true ? askLimit(resource) : copyLimit(path, limit);
}

/** Judges what the pod as a whole has once the API server has filled it in: where it names no request, from its containers first, and only then from its limit. */
function judgePod(own: JsonObject, { requests, limits }: Requirements, resource: string): Judgement {
  const path = ['spec', 'resources', 'requests', resource];
  const value = objectAt(own, 'requests')[resource] ?? undefined;
  const at = { item: resource, path, ...(value === undefined ? {} : { value }) };
  const allowed = limits.get(resource) ?? 0n;
  if (allowed > 0n && requests.get(resource) === allowed) return { rule: 'pod-equal', ...at };
  return { rule: 'pod-differs', ...at, fix: fixPod(objectAt(own, 'limits')[resource] ?? undefined, resource, path) };
}

/** Resources of the pod as a whole, where it has any that the QoS class counts (KEP-2837). */
function ownResources({ template }: Workload, minor: number): JsonObject | undefined {
  if (minor < POD_RESOURCES_FROM) return undefined;
  const own = objectAt(template.spec, 'resources');
  const named = [...Object.keys(objectAt(own, 'requests')), ...Object.keys(objectAt(own, 'limits'))];
  return named.some((name) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) ? own : undefined;
}

function judgePodSafely(
  own: JsonObject,
  workload: Workload,
  view: View,
  resources: readonly string[],
): readonly Judgement[] {
  try {
    const { own: filled = NOTHING } = view.fact('admitted-pod', workload).admitted.pod;
    return resources.map((resource) => judgePod(own, filled, resource));
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    return [invalidJudgement(error, undefined, ['spec', 'resources'])];
  }
}

/** Judges whether requests equal limits, container by container, or for the pod as a whole where it has resources of its own. */
export function judgeGuarantee(workload: Workload, view: View, resources: readonly string[]): Iterable<Judgement> {
  const own = ownResources(workload, view.minor);
  if (own !== undefined) return judgePodSafely(own, workload, view, resources);
  const ranges = view.fact('container-defaults', workload.object.ref.namespace);
  return perContainer(workload.template.containers, (container) => {
    const at = { container: container.name, path: [...container.path, 'resources'] };
    if (container.list === 'ephemeralContainers') return [{ rule: 'ephemeral', ...at }];
    return resources.map((resource) => judgeResource(container, resource, ranges));
  });
}
