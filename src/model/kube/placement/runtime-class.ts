import { isObject, type JsonObject } from '../../json.ts';
import { mergeTolerations, readTolerations, withDefaultTolerations } from './tolerations.ts';
import { sameQuantities } from './same-quantities.ts';

/** The pod's spec with what its RuntimeClass and DefaultTolerationSeconds add, or why the pod is refused. */
export type RuntimeClassResult =
  | { readonly kind: 'admitted'; readonly spec: JsonObject }
  | {
      readonly kind: 'refused';
      readonly reason: 'class-missing' | 'overhead-differs' | 'overhead-without-class' | 'selector-conflict';
    };

function refuse(reason: Extract<RuntimeClassResult, { kind: 'refused' }>['reason']): RuntimeClassResult {
  return { kind: 'refused', reason };
}

function childOf(parent: JsonObject | undefined, ...keys: readonly string[]): JsonObject | undefined {
  let here: JsonObject | undefined = parent;
  for (const key of keys) {
    const next = here?.[key];
    here = isObject(next) ? next : undefined;
  }
  return here;
}

type Refused = Extract<RuntimeClassResult, { kind: 'refused' }>['reason'];

function checkOverhead(own: JsonObject | undefined, overhead: JsonObject | undefined): Refused | undefined {
  if (overhead === undefined) return own === undefined ? undefined : 'overhead-without-class';
  if (own === undefined || Object.keys(own).length === 0) return undefined;
  return sameQuantities(childOf(overhead, 'podFixed') ?? {}, own) ? undefined : 'overhead-differs';
}

function contradicts(selector: JsonObject | undefined, wanted: JsonObject | undefined): boolean {
  return Object.entries(wanted ?? {}).some(([key, value]) => (selector?.[key] ?? value) !== value);
}

/**
 * What the RuntimeClass plug-in makes of a new pod: overhead, node selector and tolerations of its class, after the tolerations that every pod gets.
 * `runtimeClass` undefined: there is no such class.
 * @see https://kubernetes.io/docs/concepts/containers/runtime-class/
 */
export function applyRuntimeClass(spec: JsonObject, runtimeClass: JsonObject | undefined): RuntimeClassResult {
  const isNamed = typeof spec['runtimeClassName'] === 'string';
  if (isNamed && runtimeClass === undefined) return refuse('class-missing');
  const found = isNamed ? runtimeClass : undefined;
  const overhead = childOf(found, 'overhead');
  const problem = checkOverhead(childOf(spec, 'overhead'), overhead);
  if (problem !== undefined) return refuse(problem);
  const wanted = childOf(found, 'scheduling', 'nodeSelector');
  const selector = childOf(spec, 'nodeSelector');
  if (contradicts(selector, wanted)) return refuse('selector-conflict');
  const fixed = childOf(overhead, 'podFixed');
  const given = withDefaultTolerations(readTolerations(spec['tolerations']));
  const scheduling = childOf(found, 'scheduling');
  const tolerations =
    scheduling === undefined ? given : mergeTolerations(given, readTolerations(scheduling['tolerations']));
  const added = wanted === undefined ? {} : { nodeSelector: { ...selector, ...wanted } };
  const cost = fixed === undefined ? {} : { overhead: fixed };
  return { kind: 'admitted', spec: { ...spec, ...added, ...cost, tolerations } };
}
