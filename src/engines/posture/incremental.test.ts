import { describe, expect, it } from 'vitest';
import { CHECKS_FOLDER } from '../../../test/support/check-cases.ts';
import { clusterOf, objectOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { POOL, randomChange, randomObject } from '../../../test/support/random-changes.ts';
import { below, chance, createRng } from '../../../test/support/rng.ts';
import { applyChanges } from '../../model/cluster/index.ts';
import { type Json, stringifyJson } from '../../model/json.ts';
import { CHECKS } from './checks/index.ts';
import { judgeCluster, type PostureRun, rejudgeCluster } from './run.ts';
import { verdictsOf } from './verdicts.ts';

const ACTIVE = CHECKS.map((check) => ({
  check,
  severity: undefined,
  options: Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default])),
}));
/** Everything that a run says, as text. */
function spell(run: PostureRun): string {
  const lines: string[] = [];
  for (const { verdict } of verdictsOf(run)) {
    const { object, ...rest } = verdict;
    lines.push(stringifyJson({ ...rest, ref: object.ref, invalid: object.invalid } as unknown as Json));
  }
  return lines.join('\n');
}

describe('an incremental run', () => {
  it('has a pool of objects to play with', () => {
    expect(POOL.length, CHECKS_FOLDER).toBeGreaterThan(10);
  });

  it.each(Array.from({ length: 150 }, (_, seed) => seed))(
    'says what a fresh run says, after change on change (seed %i)',
    (seed) => {
      const rng = createRng(seed);
      const objects = Array.from({ length: 2 + below(rng, 10) }, () => randomObject(rng));
      let run = judgeCluster(clusterOf(objects, { complete: chance(rng, 0.5) }), ACTIVE, { providers: PROVIDERS });
      for (let step = 0; step < 4; step++) {
        const { cluster, touched } = applyChanges(run.cluster, randomChange(rng, run.cluster.objects), (data) =>
          objectOf(data),
        );
        run = rejudgeCluster(run, cluster, touched);
        expect(spell(run)).toBe(spell(judgeCluster(cluster, ACTIVE, { providers: PROVIDERS })));
      }
    },
  );
});
