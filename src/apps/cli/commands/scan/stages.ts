import { sinceStartMs } from '../../clock.ts';

/** Time and memory of one stage. */
interface Stage {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Resident memory at the stage's end. */
  readonly rssMiB: number;
}

/** Measures the stages of a run. */
export interface StageClock {
  /** Ends the running stage under this name; the next one begins. */
  end(name: string): void;
  /** All stages as one line of JSON, with the peak of resident memory. */
  summary(): string;
}

const MIB = 1024 * 1024;

const NO_CLOCK: StageClock = { end: () => undefined, summary: () => '' };

/** Starts measuring, from the start of the process on; does nothing where nobody is going to ask. */
export function createStageClock(isAsked: boolean): StageClock {
  return isAsked ? startClock() : NO_CLOCK;
}

function startClock(): StageClock {
  const stages: Stage[] = [];
  let wall = 0;
  let cpu = 0;
  return {
    end(name) {
      const nowWall = sinceStartMs();
      const { user, system } = process.cpuUsage();
      const nowCpu = (user + system) / 1000;
      stages.push({
        name,
        wallMs: Math.round(nowWall - wall),
        cpuMs: Math.round(nowCpu - cpu),
        rssMiB: Math.round(process.memoryUsage.rss() / MIB),
      });
      wall = nowWall;
      cpu = nowCpu;
    },
    summary() {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
      return JSON.stringify({
        stages,
        userMs: Math.round(userCPUTime / 1000),
        systemMs: Math.round(systemCPUTime / 1000),
        peakRssMiB: Math.round(maxRSS / 1024),
      });
    },
  };
}
