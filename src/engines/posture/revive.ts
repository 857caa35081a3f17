import type { KubeObject } from '../../model/cluster/index.ts';
import type { TemplateClass, Workload } from '../../model/facts/index.ts';
import { type ActiveCheck, judgeObject, judgeTemplate, judgeWorkload, type Outcome } from './judge.ts';
import type { PostureRun } from './run.ts';

/** Judges again what a run kept by name only. */
export interface Reviver {
  /** The whole outcome of a check on an object, or on one of its pod templates. */
  revive(active: ActiveCheck, object: KubeObject, workload: Workload | undefined): Outcome;
}

/** Most templates whose whole outcomes are held: equal pods often stand together, and many fleets have fewer kinds of pods than this. */
const MOST_CLASSES = 512;

/** Makes a reviver for one walk; templates that come again soon are judged once. */
export function createReviver(run: PostureRun): Reviver {
  const { minor } = run.cluster.version;
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
    revive(active, object, workload) {
      const { check, options } = active;
      if (check.scope === 'object') return judgeObject(check, object, { store: run.store, options });
      if (workload === undefined) return { judgements: [], crash: 'the workload is gone' };
      if (check.scope === 'workload') return judgeWorkload(check, workload, { store: run.store, options });
      const outcomes = ofClass(workload.classOf);
      let outcome = outcomes.get(active);
      if (outcome === undefined) {
        outcome = judgeTemplate(check, workload.classOf.template, { minor, options });
        outcomes.set(active, outcome);
      }
      return outcome;
    },
  };
}
