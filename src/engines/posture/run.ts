import type { Cluster, KubeObject, Touched } from '../../model/cluster/index.ts';
import {
  createFactRegistry,
  createFacts,
  type FactProviders,
  type FactRegistry,
  type FactStore,
  type TemplateClass,
  type Workload,
} from '../../model/facts/index.ts';
import {
  type ActiveCheck,
  judgeObject,
  type Keep,
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
  /** All that its workload and object checks leaned on, each once; empty where the run keeps little. */
  readonly leanedOn: readonly string[];
}

/** One run of the posture engine over one Cluster; verdicts are expanded from it when asked for. */
export interface PostureRun {
  readonly cluster: Cluster;
  readonly active: readonly ActiveCheck[];
  readonly scoped: Scoped;
  readonly keep: Keep;
  readonly registry: FactRegistry;
  readonly store: FactStore;
  /** An object that a change did not reach has the very same entry before and after it. */
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

function judgeClass({ template }: TemplateClass, { scoped, keep, store }: Making): readonly Outcome[] {
  const { minor } = store.cluster.version;
  return scoped.template.map(({ check, options }) =>
    check.scope === 'template' ? judgeTemplate(check, template, { minor, options, keep }) : { judgements: [] },
  );
}

function judgeOneWorkload(workload: Workload, { scoped, keep, store }: Making): readonly TracedOutcome[] {
  return scoped.workload.flatMap(({ check, options }) =>
    check.scope === 'workload' ? [judgeWorkload(check, workload, { store, options, keep })] : [],
  );
}

function judgeAsObject(object: KubeObject, { scoped, keep, store }: Making): readonly (TracedOutcome | undefined)[] {
  return scoped.object.map(({ check, options }) => {
    if (check.scope !== 'object') return undefined;
    const isSubject = check.subjects.includes(object.gk) || check.subjects.includes('*');
    return isSubject ? judgeObject(check, object, { store, options, keep }) : undefined;
  });
}

function leansOn(outcome: TracedOutcome | undefined, touched: Touched): boolean {
  return outcome !== undefined && outcome.leanedOn.some((key) => touched.has(key));
}

/** What judging needs of the run that is being made. */
interface Making {
  readonly store: FactStore;
  readonly scoped: Scoped;
  readonly keep: Keep;
  readonly previous: Previous | undefined;
}

interface Previous {
  readonly run: PostureRun;
  readonly touched: Touched;
}

function assemble(
  workloads: readonly Workload[],
  ofWorkloads: ObjectRun['ofWorkloads'],
  ofObject: ObjectRun['ofObject'],
): ObjectRun {
  const leanedOn = new Set<string>();
  for (const outcomes of [...ofWorkloads, ofObject])
    for (const outcome of outcomes) for (const key of outcome?.leanedOn ?? []) leanedOn.add(key);
  return { workloads, ofWorkloads, ofObject, leanedOn: [...leanedOn] };
}

function judgeAnew(object: KubeObject, workloads: readonly Workload[], making: Making): ObjectRun {
  return assemble(
    workloads,
    workloads.map((workload) => judgeOneWorkload(workload, making)),
    judgeAsObject(object, making),
  );
}

/** Takes over what an unchanged object was told, judging anew only what leaned on the change. */
function judgeOne(object: KubeObject, workloads: readonly Workload[], making: Making): ObjectRun {
  const { previous } = making;
  const before = previous?.run.byObject.get(object);
  if (previous === undefined || before === undefined) return judgeAnew(object, workloads, making);
  const same = before.workloads.length === workloads.length && workloads.every((one, i) => one === before.workloads[i]);
  const { touched } = previous;
  if (same && !before.leanedOn.some((key) => touched.has(key))) return before;
  const ofWorkloads = workloads.map((workload, i) => {
    const old = same ? before.ofWorkloads[i] : undefined;
    if (old !== undefined && !old.some((outcome) => leansOn(outcome, touched))) return old;
    return judgeOneWorkload(workload, making);
  });
  const stale = before.ofObject.some((outcome) => leansOn(outcome, touched));
  return assemble(workloads, ofWorkloads, stale ? judgeAsObject(object, making) : before.ofObject);
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

/** What to judge with, and how much to keep of what is said. */
type Order = Pick<PostureRun, 'active' | 'scoped' | 'keep' | 'registry'>;

function judgeAll(cluster: Cluster, order: Order, previous?: Previous): PostureRun {
  const base = previous && { store: previous.run.store, touched: previous.touched };
  const store = createFacts(cluster, order.registry, base);
  const making: Making = { store, scoped: order.scoped, keep: order.keep, previous };
  const grouped = workloadsByObject(store);
  const byObject = new Map<KubeObject, ObjectRun>();
  const byClass = new Map<TemplateClass, readonly Outcome[]>();
  for (const object of cluster.objects) {
    const workloads = grouped.get(object) ?? [];
    for (const { classOf } of workloads) {
      if (byClass.has(classOf)) continue;
      byClass.set(classOf, previous?.run.byClass.get(classOf) ?? judgeClass(classOf, making));
    }
    byObject.set(object, judgeOne(object, workloads, making));
  }
  const { active, scoped, keep, registry } = order;
  return { cluster, active, scoped, keep, registry, store, byObject, byClass };
}

/**
 * Judges a Cluster with the given checks. With `keep: 'failed'` memory grows with what failed: passes are counted, but where they looked is forgotten.
 */
export function judgeCluster(
  cluster: Cluster,
  active: readonly ActiveCheck[],
  { keep = 'all', providers }: { readonly keep?: Keep; readonly providers: FactProviders },
): PostureRun {
  const registry = createFactRegistry(cluster.extraTemplates, providers);
  return judgeAll(cluster, { active, scoped: scopeChecks(active), keep, registry });
}

/** Judges a changed Cluster, doing again only what leaned on the change; says exactly what a fresh run would. DESIGN §2, Change set. */
export function rejudgeCluster(previous: PostureRun, cluster: Cluster, touched: Touched): PostureRun {
  if (previous.keep !== 'all') throw new Error('a run that kept failures only cannot be judged anew');
  return judgeAll(cluster, previous, { run: previous, touched });
}
