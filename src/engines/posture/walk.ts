import type { KubeObject } from '../../model/cluster/index.ts';
import type { TemplateClass, Workload } from '../../model/facts/index.ts';
import type { Outcome } from './judge.ts';
import { type PostureRun, runOf } from './run.ts';
import { judgeAsObject, judgeClass, judgeOneWorkload, type Judging, workloadsIn } from './scoped.ts';

/** What the checks said of one object: `ofTemplates[i]` and `ofWorkloads[i]` are of `workloads[i]`, one outcome for each active check of that scope. */
export interface Said {
  readonly workloads: readonly Workload[];
  readonly ofTemplates: readonly (readonly Outcome[])[];
  readonly ofWorkloads: readonly (readonly Outcome[])[];
  /** Undefined where the object is not a check's subject. */
  readonly ofObject: readonly (Outcome | undefined)[];
}

/** What the checks say of an object; undefined where it is not of the run's Cluster. */
export type Ask = (object: KubeObject) => Said | undefined;

/** Most templates whose outcomes are held: equal pods often stand together. */
const MOST_CLASSES = 512;

/** The templates that more than one pod has. */
function sharedClasses({ cluster, store }: PostureRun): ReadonlySet<TemplateClass> {
  const seen = new Set<TemplateClass>();
  const shared = new Set<TemplateClass>();
  for (const namespace of ['', ...cluster.namespaces])
    for (const { classOf } of store.get('workloads', namespace)) (seen.has(classOf) ? shared : seen).add(classOf);
  return shared;
}

/**
 * Judges templates: one that comes again soon once. Of templates that do not come again nothing is held: memory that lives just long enough to be moved
 * about costs more than judging.
 */
function createClassJudge(run: PostureRun, judging: Judging): (classOf: TemplateClass) => readonly Outcome[] {
  const shared = sharedClasses(run);
  const recent = new Map<TemplateClass, readonly Outcome[]>();
  return (classOf) => {
    if (!shared.has(classOf)) return judgeClass(classOf, judging);
    let outcomes = recent.get(classOf);
    if (outcomes !== undefined) return outcomes;
    const [oldest] = recent.keys();
    if (recent.size >= MOST_CLASSES && oldest !== undefined) recent.delete(oldest);
    recent.set(classOf, (outcomes = judgeClass(classOf, judging)));
    return outcomes;
  };
}

/** Judges each object when it is asked for; quick where they are asked for in the Cluster's order, namespace by namespace. */
function judgeOnTheWay(run: PostureRun): Ask {
  const { store, scoped } = run;
  const judging: Judging = { store, scoped, traced: false };
  const ofClass = createClassJudge(run, judging);
  let here: { readonly namespace: string; readonly workloads: ReturnType<typeof workloadsIn> } | undefined;
  return (object) => {
    const { namespace } = object.ref;
    if (here?.namespace !== namespace) here = { namespace, workloads: workloadsIn(store, namespace) };
    const workloads = here.workloads.of(object);
    return {
      workloads,
      ofTemplates: workloads.map(({ classOf }) => ofClass(classOf)),
      ofWorkloads: workloads.map((workload) => judgeOneWorkload(workload, judging)),
      ofObject: judgeAsObject(object, judging),
    };
  };
}

function recall(run: PostureRun, object: KubeObject): Said | undefined {
  const found = runOf(run, object);
  if (found === undefined) return undefined;
  const { workloads, ofWorkloads, ofObject } = found;
  const ofTemplates = workloads.map(({ classOf }) => run.kept?.byClass.get(classOf) ?? []);
  return { workloads, ofTemplates, ofWorkloads, ofObject };
}

/** Begins a walk over objects of a run: what was kept of them is recalled, else they are judged on the way. */
export function createWalk(run: PostureRun): Ask {
  return run.kept === undefined ? judgeOnTheWay(run) : (object) => recall(run, object);
}
