import type { Progress } from '../../progress.ts';

function setFlag(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag);
}

/** From so many objects on it pays. */
const MANY_OBJECTS = 200;

/**
 * Has the optimising compiler put less into each function of a scan of that many objects. V8 takes in up to 920 bytes of bytecode, which pays in programs that
 * run for long; a scan of seconds calls many functions some ten thousand times each, and compiling them larger costs more than it gains. With 200 bytes a fleet
 * of 10,000 objects takes 9 % less CPU (`npm run bench -- posture`). Small inputs are done before it could pay.
 */
export function inlineLess(objects: number): void {
  if (objects >= MANY_OBJECTS) setFlag('--max-inlined-bytecode-size-cumulative=200');
}

const MIB = 1024 * 1024;
/** A fleet whose objects take more than this leaves less room for garbage. */
const LARGE = 160 * MIB;
/** Below this there is nothing to save. */
const SMALL = 32 * MIB;

/**
 * Tells the collector how far the heap may grow beyond what is alive. V8 lets a small heap grow fourfold before it collects the old generation, which for
 * a report that is written and forgotten is memory taken from others for nothing: on a fleet of 10,000 objects 320 MiB instead of 240, at no measurable
 * cost in time (`npm run bench -- posture`).
 */
export function keepHeapSmall(): void {
  const { heapUsed } = process.memoryUsage();
  const percent = heapUsed > LARGE ? 30 : 80;
  if (heapUsed < SMALL || percent === growing) return;
  growing = percent;
  setFlag(`--heap-growing-percent=${percent}`);
}

let growing: number | undefined;
/** After so many steps it is looked at the heap again. */
const STEPS = 64;

/**
 * Has the heap kept small while something is read. V8 settles how far it may grow whenever it has collected: told only when all is read, it would heed that
 * after the fourfold growth that it settled before, which on a fleet of 100,000 objects is 1,450 MiB instead of 850.
 */
export function keepHeapSmallWhile(progress: Progress): Progress {
  let steps = 0;
  return {
    ...progress,
    show(text) {
      if (++steps % STEPS === 0) keepHeapSmall();
      progress.show(text);
    },
  };
}
