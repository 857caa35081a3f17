import { type ObjectRun, type PostureRun, runOf } from '../../engines/posture/index.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { addTally } from './add-tally.ts';
import { emptyTally, type Tally, tallyRun, type TallyOptions } from './tally.ts';

/** Objects that follow each other, with what they count. */
interface Stretch {
  readonly runs: readonly (ObjectRun | undefined)[];
  readonly tally: Tally;
}

/**
 * What the reports of one watch remember of each other: the counts of every stretch of objects that no change has reached since. For reports with
 * the same exceptions, platform and number of findings in a group; `day` tells those of another day, on which other exceptions have expired.
 */
export interface TallyMemory {
  day: string;
  stretches: WeakMap<ObjectRun, Stretch>;
}

/** Nothing remembered yet. */
export function createTallyMemory(): TallyMemory {
  return { day: '', stretches: new WeakMap() };
}

/** About one object in so many begins a stretch: counting one again and adding up all of them then cost about the same for tens of thousands of objects. */
const STRETCH = 64;

const beginnings = new WeakMap<KubeObject, boolean>();

/**
 * Whether an object begins a stretch: decided by its name alone, so that what comes and goes before it moves no other boundary.
 * FNV-1a, which spreads names that differ in a last digit.
 */
function isBeginning(object: KubeObject): boolean {
  let found = beginnings.get(object);
  if (found === undefined) {
    let hash = 0x81_1c_9d_c5;
    for (const text of [object.ref.namespace, object.ref.name])
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01_00_01_93);
    found = (hash >>> 8) % STRETCH === 0;
    beginnings.set(object, found);
  }
  return found;
}

function* stretchesOf(objects: readonly KubeObject[]): Iterable<readonly KubeObject[]> {
  let start = 0;
  for (let i = 1; i < objects.length; i++) {
    const object = objects[i];
    if (object === undefined || !isBeginning(object)) continue;
    yield objects.slice(start, i);
    start = i;
  }
  if (start < objects.length) yield objects.slice(start);
}

function isSame(stretch: Stretch | undefined, runs: Stretch['runs']): stretch is Stretch {
  return stretch?.runs.length === runs.length && runs.every((run, i) => run === stretch.runs[i]);
}

/** Counts what `tallyRun` counts, going only over the stretches that are not as they were. */
export function tallyAgain(
  run: PostureRun,
  options: TallyOptions,
  { memory, day }: { readonly memory: TallyMemory; readonly day: string },
): Tally {
  if (memory.day !== day) {
    memory.day = day;
    memory.stretches = new WeakMap();
  }
  const total = emptyTally();
  for (const objects of stretchesOf(run.cluster.objects)) {
    const runs = objects.map((object) => runOf(run, object));
    const [first] = runs;
    let stretch = first && memory.stretches.get(first);
    if (!isSame(stretch, runs)) {
      stretch = { runs, tally: tallyRun(run, options, objects) };
      if (first !== undefined) memory.stretches.set(first, stretch);
    }
    addTally(total, stretch.tally, options.perGroup);
  }
  return total;
}
