import type { Cluster, KubeObject, Touched } from '../../model/cluster/index.ts';
import {
  createFactRegistry,
  createFacts,
  type FactRegistry,
  type FactStore,
  type TemplateClass,
  type Workload,
} from '../../model/facts/index.ts';
import {
  type ActiveCheck,
  judgeObject,
  judgeTemplate,
  judgeWorkload,
  type Outcome,
  type TracedOutcome,
} from './judge.ts';

/** What the checks said of one object; `workloads[i]` and `ofWorkloads[i]` belong together. */
export interface ObjectRun {
  readonly workloads: readonly Workload[];
  /** Per workload, one outcome for each active workload check. */
  readonly ofWorkloads: readonly (readonly TracedOutcome[])[];
  /** One outcome for each active object check; undefined where the object is not its subject. */
  readonly ofObject: readonly (TracedOutcome | undefined)[];
}

/** One run of the posture engine over one Cluster; verdicts are expanded from it when asked for. */
export interface PostureRun {
  readonly cluster: Cluster;
  readonly active: readonly ActiveCheck[];
  readonly registry: FactRegistry;
  readonly store: FactStore;
  readonly byObject: ReadonlyMap<KubeObject, ObjectRun>;
  /** One outcome for each active template check (by position among them), once per distinct template. */
  readonly byClass: ReadonlyMap<TemplateClass, readonly Outcome[]>;
}

/** The active checks by what they look at, each with its position among all of them. */
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

function judgeClass(template: TemplateClass, checks: readonly ActiveCheck[], minor: number): readonly Outcome[] {
  return checks.map(({ check, options }) =>
    check.scope === 'template' ? judgeTemplate(check, template.template, minor, options) : { judgements: [] },
  );
}

function judgeOneWorkload(
  workload: Workload,
  checks: readonly ActiveCheck[],
  store: FactStore,
): readonly TracedOutcome[] {
  return checks.flatMap(({ check, options }) =>
    check.scope === 'workload' ? [judgeWorkload(check, workload, store, options)] : [],
  );
}

function judgeAsObject(
  object: KubeObject,
  checks: readonly ActiveCheck[],
  store: FactStore,
): readonly (TracedOutcome | undefined)[] {
  return checks.map(({ check, options }) => {
    if (check.scope !== 'object') return undefined;
    const isSubject = check.subjects.includes(object.gk) || check.subjects.includes('*');
    return isSubject ? judgeObject(check, object, store, options) : undefined;
  });
}

function leansOn(outcome: TracedOutcome | undefined, touched: Touched): boolean {
  return outcome !== undefined && outcome.leanedOn.some((key) => touched.has(key));
}

/** What judging needs of the run that is being made. */
interface Making {
  readonly store: FactStore;
  readonly scoped: Scoped;
  readonly previous: Previous | undefined;
}

interface Previous {
  readonly run: PostureRun;
  readonly touched: Touched;
}

function judgeAnew(object: KubeObject, workloads: readonly Workload[], { scoped, store }: Making): ObjectRun {
  return {
    workloads,
    ofWorkloads: workloads.map((workload) => judgeOneWorkload(workload, scoped.workload, store)),
    ofObject: judgeAsObject(object, scoped.object, store),
  };
}

/** Takes over what an unchanged object was told, judging anew only what leaned on the change. */
function judgeOne(object: KubeObject, workloads: readonly Workload[], making: Making): ObjectRun {
  const { previous, scoped, store } = making;
  const before = previous?.run.byObject.get(object);
  if (previous === undefined || before === undefined) return judgeAnew(object, workloads, making);
  const same = before.workloads.length === workloads.length && workloads.every((one, i) => one === before.workloads[i]);
  const { touched } = previous;
  const ofWorkloads = workloads.map((workload, i) => {
    const old = same ? before.ofWorkloads[i] : undefined;
    if (old !== undefined && !old.some((outcome) => leansOn(outcome, touched))) return old;
    return judgeOneWorkload(workload, scoped.workload, store);
  });
  const stale = before.ofObject.some((outcome) => leansOn(outcome, touched));
  return { workloads, ofWorkloads, ofObject: stale ? judgeAsObject(object, scoped.object, store) : before.ofObject };
}

function workloadsByObject(store: FactStore): Map<KubeObject, Workload[]> {
  const grouped = new Map<KubeObject, Workload[]>();
  for (const namespace of ['', ...store.cluster.namespaces]) {
    for (const workload of store.get('workloads', namespace, new Set())) {
      const list = grouped.get(workload.object);
      if (list === undefined) grouped.set(workload.object, [workload]);
      else list.push(workload);
    }
  }
  return grouped;
}

function judgeAll(
  cluster: Cluster,
  active: readonly ActiveCheck[],
  registry: FactRegistry,
  previous?: Previous,
): PostureRun {
  const base = previous && { store: previous.run.store, touched: previous.touched };
  const store = createFacts(cluster, registry, base);
  const making: Making = { store, scoped: scopeChecks(active), previous };
  const grouped = workloadsByObject(store);
  const byObject = new Map<KubeObject, ObjectRun>();
  const byClass = new Map<TemplateClass, readonly Outcome[]>();
  for (const object of cluster.objects) {
    const workloads = grouped.get(object) ?? [];
    for (const { classOf } of workloads) {
      if (byClass.has(classOf)) continue;
      const known = previous?.run.byClass.get(classOf);
      byClass.set(classOf, known ?? judgeClass(classOf, making.scoped.template, cluster.version.minor));
    }
    byObject.set(object, judgeOne(object, workloads, making));
  }
  return { cluster, active, registry, store, byObject, byClass };
}

/** Judges a Cluster with the given checks. */
export function judgeCluster(cluster: Cluster, active: readonly ActiveCheck[]): PostureRun {
  return judgeAll(cluster, active, createFactRegistry(cluster.extraTemplates));
}

/** Judges a changed Cluster, doing again only what leaned on the change; says exactly what a fresh run would. DESIGN §2, Change set. */
export function rejudgeCluster(previous: PostureRun, cluster: Cluster, touched: Touched): PostureRun {
  return judgeAll(cluster, previous.active, previous.registry, { run: previous, touched });
}
