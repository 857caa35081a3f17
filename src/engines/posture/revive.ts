import type { KubeObject } from '../../model/cluster/index.ts';
import type { TemplateClass, Workload } from '../../model/facts/index.ts';
import { type ActiveCheck, judgeObject, judgeTemplate, judgeWorkload, type Outcome } from './judge.ts';
import type { PostureRun } from './run.ts';

/** What was judged: an object, or one of its pod templates. */
export interface Subject {
  readonly object: KubeObject;
  readonly workload: Workload | undefined;
}

/** Judges again what a run kept by name only. */
export interface Reviver {
  /** The whole outcome of a check on an object, or on one of its pod templates. */
  revive(active: ActiveCheck, subject: Subject): Outcome;
}

/** Most templates whose whole outcomes are held: equal pods often stand together. */
const MOST_CLASSES = 512;

/** The whole outcome of a check on one subject, judged anew. */
export function judgeAgain(run: PostureRun, active: ActiveCheck, { object, workload }: Subject): Outcome {
  const { check, options } = active;
  const { store } = run;
  if (check.scope === 'object') return judgeObject(check, object, { store, options });
  if (workload === undefined) return { judgements: [], crash: 'the workload is gone' };
  if (check.scope === 'workload') return judgeWorkload(check, workload, { store, options });
  return judgeTemplate(check, workload.classOf.template, { minor: run.cluster.version.minor, options });
}

/** The templates that more than one pod has. */
function sharedClasses(run: PostureRun): ReadonlySet<TemplateClass> {
  const seen = new Set<TemplateClass>();
  const shared = new Set<TemplateClass>();
  for (const { byObject } of run.namespaces.values())
    for (const { workloads } of byObject.values())
      for (const { classOf } of workloads) (seen.has(classOf) ? shared : seen).add(classOf);
  return shared;
}

/**
 * Makes a reviver for one walk; templates that come again soon are judged once. Of templates that do not come again nothing is held: memory that lives
 * just long enough to be moved about costs more than judging.
 */
export function createReviver(run: PostureRun): Reviver {
  const shared = sharedClasses(run);
  const recent = new Map<TemplateClass, Map<ActiveCheck, Outcome>>();
  const ofClass = (found: TemplateClass): Map<ActiveCheck, Outcome> => {
    let outcomes = recent.get(found);
    if (outcomes !== undefined) return outcomes;
    const [oldest] = recent.keys();
    if (recent.size >= MOST_CLASSES && oldest !== undefined) recent.delete(oldest);
    recent.set(found, (outcomes = new Map<ActiveCheck, Outcome>()));
    return outcomes;
  };
  return {
    revive(active, subject) {
      const { workload } = subject;
      if (active.check.scope !== 'template' || workload === undefined || !shared.has(workload.classOf))
        return judgeAgain(run, active, subject);
      const outcomes = ofClass(workload.classOf);
      let outcome = outcomes.get(active);
      if (outcome === undefined) outcomes.set(active, (outcome = judgeAgain(run, active, subject)));
      return outcome;
    },
  };
}
