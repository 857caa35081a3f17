import type { KubeObject } from '../../model/cluster/index.ts';
import type { FactStore, TemplateClass, Workload } from '../../model/facts/index.ts';
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
  readonly template: readonly ActiveCheck[];
  readonly workload: readonly ActiveCheck[];
  readonly object: readonly ActiveCheck[];
}

/** Sorts active checks by scope; the order within a scope is kept. */
export function scopeChecks(active: readonly ActiveCheck[]): Scoped {
  const of = (scope: string): readonly ActiveCheck[] => active.filter((one) => one.check.scope === scope);
  return { template: of('template'), workload: of('workload'), object: of('object') };
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
  return scoped.template.map(({ check, options }) =>
    check.scope === 'template' ? judgeTemplate(check, template, { minor, options }) : { judgements: [] },
  );
}

/** One outcome for each workload check, in order. */
export function judgeOneWorkload(workload: Workload, { scoped, store, traced }: Judging): readonly TracedOutcome[] {
  return scoped.workload.flatMap(({ check, options }) =>
    check.scope === 'workload' ? [judgeWorkload(check, workload, { store, options, traced })] : [],
  );
}

/** One outcome for each object check, in order; undefined where the object is not its subject. */
export function judgeAsObject(
  object: KubeObject,
  { scoped, store, traced }: Judging,
): readonly (TracedOutcome | undefined)[] {
  return scoped.object.map(({ check, options }) => {
    if (check.scope !== 'object') return undefined;
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
