import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { randomChange, randomObject } from '../../../test/support/random-changes.ts';
import { createRng } from '../../../test/support/rng.ts';
import { CHECKS, judgeCluster, type PostureRun, rejudgeCluster } from '../../engines/posture/index.ts';
import { applyChanges } from '../../model/cluster/index.ts';
import { findExceptions } from './exceptions.ts';
import { findPlatforms } from './platform.ts';
import { type Tally, tallyRun, type TallyOptions } from './tally.ts';
import { createTallyMemory, tallyAgain } from './tally-memory.ts';

const ACTIVE = CHECKS.map((check) => ({
  check,
  severity: undefined,
  options: Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default])),
}));
const NAMES = Array.from({ length: 60 }, (_, i) => `web-${i}`);
const DAY = '2026-01-15';

function optionsFor(day: string): TallyOptions {
  const exceptions = ['2026-01-15', '2026-02-01'].map((expires, i) => ({
    check: CHECKS[i]?.meta.id ?? '',
    object: 'shop/*/*',
    reason: 'known',
    expires,
    path: '',
  }));
  return {
    findException: findExceptions(exceptions, day),
    perGroup: 3,
    findFolded: findPlatforms({ namespaces: ['ops'], own: [] }, 37),
  };
}

/** A tally as text, with the objects that would be shown by name. */
function spell({ groups, namespaces, undecided, platform, ...rest }: Tally): string {
  const shown = [...groups.values()].flatMap((byRule) =>
    [...byRule.values()].map(({ worst, ...group }) => ({
      ...group,
      worst: worst.map(({ score, source: { verdict } }) => [score, verdict.object.ref, verdict.judgement]),
    })),
  );
  const lists = [undecided, platform].map((map) =>
    [...map].map(([key, value]) => ({ key, ...value, checks: [...value.checks].toSorted() })),
  );
  return JSON.stringify({ ...rest, shown, namespaces: [...namespaces], lists }, undefined, 1);
}

function change(run: PostureRun, rng: ReturnType<typeof createRng>): PostureRun {
  const changed = applyChanges(run.cluster, randomChange(rng, run.cluster.objects, NAMES), (data) => objectOf(data));
  return rejudgeCluster(run, changed.cluster, changed.touched);
}

describe('counting with a memory', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'counts what one pass counts, after change on change (seed %i)',
    (seed) => {
      const rng = createRng(seed);
      const objects = Array.from({ length: 250 }, () => randomObject(rng, NAMES));
      let run = judgeCluster(clusterOf(objects), ACTIVE, { providers: PROVIDERS });
      const [memory, options] = [createTallyMemory(), optionsFor(DAY)];
      for (let step = 0; step < 4; step++) {
        expect(spell(tallyAgain(run, options, { memory, day: DAY }))).toBe(spell(tallyRun(run, options)));
        run = change(run, rng);
      }
    },
  );

  it('counts only what a change reached, and all on another day', () => {
    const rng = createRng(1);
    const objects = Array.from({ length: 400 }, () => randomObject(rng, NAMES));
    const run = judgeCluster(clusterOf(objects), ACTIVE, { providers: PROVIDERS });
    const memory = createTallyMemory();
    const counted = new Set<string>();
    const watched = (day: string): TallyOptions => {
      const { findException, ...rest } = optionsFor(day);
      return {
        ...rest,
        findException: (check, object) => {
          counted.add(`${object.gk}/${object.ref.namespace}/${object.ref.name}`);
          return findException(check, object);
        },
      };
    };
    tallyAgain(run, watched(DAY), { memory, day: DAY });
    const all = counted.size;
    counted.clear();
    tallyAgain(run, watched(DAY), { memory, day: DAY });
    expect([all > 100, counted.size]).toEqual([true, 0]);
    const object = run.cluster.objects.find(({ ref }) => ref.kind === 'Pod');
    const changed = applyChanges(run.cluster, { added: [], edited: [], removed: object ? [object] : [] }, (data) =>
      objectOf(data),
    );
    tallyAgain(rejudgeCluster(run, changed.cluster, changed.touched), watched(DAY), { memory, day: DAY });
    expect(counted.size).toBeLessThan(all);
    const [before, after] = ['2026-01-16', '2026-01-16'].map((day, i) =>
      i === 0 ? tallyAgain(run, optionsFor(day), { memory, day }) : tallyRun(run, optionsFor(day)),
    );
    expect(before && spell(before)).toBe(after && spell(after));
    expect(before?.expired).toBeGreaterThan(0);
  });
});
