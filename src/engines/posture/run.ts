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
import type { ActiveCheck, Outcome, TracedOutcome } from './judge.ts';
import {
  judgeAsObject,
  judgeClass,
  judgeOneWorkload,
  type Judging,
  scopeChecks,
  type Scoped,
  workloadsIn,
} from './scoped.ts';

/** What the checks said of one object; `workloads[i]` and `ofWorkloads[i]` belong together. */
export interface ObjectRun {
  readonly workloads: readonly Workload[];
  /** Per workload, one outcome for each active workload check. */
  readonly ofWorkloads: readonly (readonly TracedOutcome[])[];
  /** One outcome for each active object check; undefined where the object is not its subject. */
  readonly ofObject: readonly (TracedOutcome | undefined)[];
  /** All that its workload and object checks leaned on, each once. */
  readonly leanedOn: readonly string[];
}

/** What the checks said of the objects of one namespace. */
export interface NamespaceRun {
  /** In the Cluster's order. An object that a change did not reach has the very same entry before and after it. */
  readonly byObject: ReadonlyMap<KubeObject, ObjectRun>;
  readonly classes: ReadonlySet<TemplateClass>;
  /** All that anything here leaned on. */
  readonly leanedOn: ReadonlySet<string>;
}

/** What was said of every object of a run. */
export interface Kept {
  /** By the objects' namespace; '' for cluster-scoped ones. A namespace that a change did not reach is the very same before and after it. */
  readonly namespaces: ReadonlyMap<string, NamespaceRun>;
  /** One outcome for each active template check (by position among them), once per distinct template. */
  readonly byClass: ReadonlyMap<TemplateClass, readonly Outcome[]>;
}

/** One run of the posture engine over one Cluster; verdicts are expanded from it when asked for. */
export interface PostureRun {
  readonly cluster: Cluster;
  readonly active: readonly ActiveCheck[];
  readonly scoped: Scoped;
  readonly registry: FactRegistry;
  readonly store: FactStore;
  /** Absent where nothing is kept: each walk over the objects judges them on its way. */
  readonly kept?: Kept;
}

function leansOn(outcome: TracedOutcome | undefined, touched: Touched): boolean {
  return outcome !== undefined && outcome.leanedOn.some((key) => touched.has(key));
}

/** What judging needs of the run that is being made. */
interface Making extends Judging {
  readonly previous: Previous | undefined;
}

interface Previous {
  readonly run: PostureRun;
  readonly kept: Kept;
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
  const before = previous?.kept.namespaces.get(namespace);
  if (before === undefined || previous?.touched.has(listKey('*', namespace)) === true) return undefined;
  for (const key of previous?.touched ?? []) if (before.leanedOn.has(key)) return undefined;
  return before;
}

function judgeNamespace({ namespace, objects }: Stretch, making: Making): NamespaceRun {
  const leanedOn = new Set<string>();
  const workloads = workloadsIn(making.store, namespace, leanedOn);
  const byObject = new Map<KubeObject, ObjectRun>();
  const classes = new Set<TemplateClass>();
  for (const object of objects) {
    const found = judgeOne(object, workloads.of(object), making);
    byObject.set(object, found);
    for (const { classOf } of found.workloads) classes.add(classOf);
    for (const key of found.leanedOn) leanedOn.add(key);
  }
  return { byObject, classes, leanedOn };
}

/** What to judge with. */
type Order = Pick<PostureRun, 'active' | 'scoped' | 'registry'>;

function judgeAll(cluster: Cluster, { active, scoped, registry }: Order, previous?: Previous): PostureRun {
  const base = previous && { store: previous.run.store, touched: previous.touched };
  const store = createFacts(cluster, registry, base);
  const making: Making = { store, scoped, traced: true, previous };
  const namespaces = new Map<string, NamespaceRun>();
  const byClass = new Map<TemplateClass, readonly Outcome[]>();
  for (const stretch of stretchesOf(cluster.objects)) {
    const found = unreached(stretch.namespace, previous) ?? judgeNamespace(stretch, making);
    namespaces.set(stretch.namespace, found);
    for (const classOf of found.classes)
      if (!byClass.has(classOf))
        byClass.set(classOf, previous?.kept.byClass.get(classOf) ?? judgeClass(classOf, making));
  }
  return { cluster, active, scoped, registry, store, kept: { namespaces, byClass } };
}

/** What was kept of an object; undefined where it is not of the run's Cluster, or nothing was kept. */
export function runOf({ kept }: PostureRun, object: KubeObject): ObjectRun | undefined {
  return kept?.namespaces.get(object.ref.namespace)?.byObject.get(object);
}

/** Which checks a run has, how much it keeps, and who derives the facts that engines own. */
export interface RunOptions {
  /**
   * `all` (by default) judges everything and keeps it, so that a change costs what leaned on it. `nothing` judges nothing yet: each walk over the run's
   * objects does, so that memory grows neither with what is said nor with how much of it there is.
   */
  readonly keep?: 'all' | 'nothing';
  readonly providers: FactProviders;
}

/** Begins a run of the given checks over a Cluster. */
export function judgeCluster(
  cluster: Cluster,
  active: readonly ActiveCheck[],
  { keep = 'all', providers }: RunOptions,
): PostureRun {
  const registry = createFactRegistry(cluster.extraTemplates, providers);
  const order: Order = { active, scoped: scopeChecks(active), registry };
  return keep === 'all' ? judgeAll(cluster, order) : { cluster, ...order, store: createFacts(cluster, registry) };
}

/** Judges a changed Cluster, doing again only what leaned on the change; says exactly what a fresh run would. DESIGN §2, Change set. */
export function rejudgeCluster(previous: PostureRun, cluster: Cluster, touched: Touched): PostureRun {
  const { kept } = previous;
  if (kept === undefined) throw new Error('a run that kept nothing cannot be judged anew');
  return judgeAll(cluster, previous, { run: previous, kept, touched });
}
