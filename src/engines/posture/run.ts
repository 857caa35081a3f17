import { type Cluster, type KubeObject, listKey, type Touched } from '../../model/cluster/index.ts';
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

/** What the checks said of the objects of one namespace. */
export interface NamespaceRun {
  /** In the Cluster's order. An object that a change did not reach has the very same entry before and after it. */
  readonly byObject: ReadonlyMap<KubeObject, ObjectRun>;
  readonly classes: ReadonlySet<TemplateClass>;
  /** All that anything here leaned on; empty where the run keeps little. */
  readonly leanedOn: ReadonlySet<string>;
}

/** One run of the posture engine over one Cluster; verdicts are expanded from it when asked for. */
export interface PostureRun {
  readonly cluster: Cluster;
  readonly active: readonly ActiveCheck[];
  readonly scoped: Scoped;
  readonly keep: Keep;
  readonly registry: FactRegistry;
  readonly store: FactStore;
  /** By the objects' namespace; '' for cluster-scoped ones. A namespace that a change did not reach is the very same before and after it. */
  readonly namespaces: ReadonlyMap<string, NamespaceRun>;
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

const NO_WORKLOADS: readonly Workload[] = Object.freeze([]);

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
  const before = previous && runOf(previous.run, object);
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

/** Objects of one namespace, in the Cluster's order. */
interface Stretch {
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
}

/** The Cluster's order goes by namespace first. */
function* stretchesOf(objects: readonly KubeObject[]): Iterable<Stretch> {
  let start = 0;
  for (let i = 1; i <= objects.length; i++) {
    const namespace = objects[start]?.ref.namespace ?? '';
    if (i < objects.length && objects[i]?.ref.namespace === namespace) continue;
    if (start < i) yield { namespace, objects: objects.slice(start, i) };
    start = i;
  }
}

/** What a change left of a namespace, where it reached nothing in it. */
function unreached(namespace: string, previous: Previous | undefined): NamespaceRun | undefined {
  const before = previous?.run.namespaces.get(namespace);
  if (before === undefined || previous?.touched.has(listKey('*', namespace)) === true) return undefined;
  for (const key of previous?.touched ?? []) if (before.leanedOn.has(key)) return undefined;
  return before;
}

function judgeNamespace({ namespace, objects }: Stretch, making: Making): NamespaceRun {
  const leanedOn = new Set<string>();
  const workloads = new Map<KubeObject, Workload[]>();
  for (const workload of making.store.get('workloads', namespace, leanedOn)) {
    const list = workloads.get(workload.object);
    if (list === undefined) workloads.set(workload.object, [workload]);
    else list.push(workload);
  }
  const byObject = new Map<KubeObject, ObjectRun>();
  const classes = new Set<TemplateClass>();
  if (making.keep !== 'all') leanedOn.clear();
  for (const object of objects) {
    const found = judgeOne(object, workloads.get(object) ?? NO_WORKLOADS, making);
    byObject.set(object, found);
    for (const { classOf } of found.workloads) classes.add(classOf);
    for (const key of found.leanedOn) leanedOn.add(key);
  }
  return { byObject, classes, leanedOn };
}

/** What to judge with, and how much to keep of what is said. */
type Order = Pick<PostureRun, 'active' | 'scoped' | 'keep' | 'registry'>;

function judgeAll(cluster: Cluster, order: Order, previous?: Previous): PostureRun {
  const base = previous && { store: previous.run.store, touched: previous.touched };
  const store = createFacts(cluster, order.registry, base);
  const making: Making = { store, scoped: order.scoped, keep: order.keep, previous };
  const namespaces = new Map<string, NamespaceRun>();
  const byClass = new Map<TemplateClass, readonly Outcome[]>();
  for (const stretch of stretchesOf(cluster.objects)) {
    const found = unreached(stretch.namespace, previous) ?? judgeNamespace(stretch, making);
    namespaces.set(stretch.namespace, found);
    for (const classOf of found.classes)
      if (!byClass.has(classOf))
        byClass.set(classOf, previous?.run.byClass.get(classOf) ?? judgeClass(classOf, making));
  }
  const { active, scoped, keep, registry } = order;
  return { cluster, active, scoped, keep, registry, store, namespaces, byClass };
}

/** What the checks said of an object; undefined where it is not of the run's Cluster. */
export function runOf({ namespaces }: PostureRun, object: KubeObject): ObjectRun | undefined {
  return namespaces.get(object.ref.namespace)?.byObject.get(object);
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
