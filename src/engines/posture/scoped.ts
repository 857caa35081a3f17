import type { KubeObject } from '../../model/cluster/index.ts';
import type { FactStore, TemplateClass, Workload } from '../../model/facts/index.ts';
import type { Check, ObjectCheck, TemplateCheck, WorkloadCheck } from './contract.ts';
import {
  type ActiveCheck,
  judgeObject,
  judgeTemplate,
  judgeWorkload,
  type Outcome,
  type TracedOutcome,
} from './judge.ts';

/** The active checks by what they look at; the order within a scope is kept. */
export interface Scoped {
  readonly template: readonly ActiveCheck<TemplateCheck>[];
  readonly workload: readonly ActiveCheck<WorkloadCheck>[];
  readonly object: readonly ActiveCheck<ObjectCheck>[];
}

function isOf<C extends Check>(active: ActiveCheck, scope: C['scope']): active is ActiveCheck<C> {
  return active.check.scope === scope;
}

/** Sorts active checks by scope; the order within a scope is kept. */
export function scopeChecks(active: readonly ActiveCheck[]): Scoped {
  return {
    template: active.filter((one) => isOf<TemplateCheck>(one, 'template')),
    workload: active.filter((one) => isOf<WorkloadCheck>(one, 'workload')),
    object: active.filter((one) => isOf<ObjectCheck>(one, 'object')),
  };
}

/** What judging needs of a run. */
export interface Judging {
  readonly store: FactStore;
  readonly scoped: Scoped;
  /** Whether it is noted what each outcome leaned on. */
  readonly traced: boolean;
}

/** One outcome for each template check, in order. */
export function judgeClass({ template }: TemplateClass, { scoped, store }: Judging): readonly Outcome[] {
  const { minor } = store.cluster.version;
  return scoped.template.map(({ check, options }) => judgeTemplate(check, template, { minor, options }));
}

/** One outcome for each workload check, in order. */
export function judgeOneWorkload(workload: Workload, { scoped, store, traced }: Judging): readonly TracedOutcome[] {
  return scoped.workload.map(({ check, options }) => judgeWorkload(check, workload, { store, options, traced }));
}

/** One outcome for each object check, in order; undefined where the object is not its subject. */
export function judgeAsObject(
  object: KubeObject,
  { scoped, store, traced }: Judging,
): readonly (TracedOutcome | undefined)[] {
  return scoped.object.map(({ check, options }) => {
    const isSubject = check.subjects.includes(object.gk) || check.subjects.includes('*');
    return isSubject ? judgeObject(check, object, { store, options, traced }) : undefined;
  });
}

const NO_WORKLOADS: readonly Workload[] = Object.freeze([]);

/** The pod templates of the objects of one namespace. What that leaned on is added to `leanedOn`. */
export function workloadsIn(
  store: FactStore,
  namespace: string,
  leanedOn?: Set<string>,
): { of(object: KubeObject): readonly Workload[] } {
  const byObject = new Map<KubeObject, Workload[]>();
  for (const workload of store.get('workloads', namespace, leanedOn)) {
    const list = byObject.get(workload.object);
    if (list === undefined) byObject.set(workload.object, [workload]);
    else list.push(workload);
  }
  return { of: (object) => byObject.get(object) ?? NO_WORKLOADS };
}
