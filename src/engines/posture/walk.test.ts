import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { templateProbe } from '../../../test/support/probes.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { randomObject } from '../../../test/support/random-changes.ts';
import { activateAll } from '../../../test/support/reports.ts';
import { below, chance, createRng } from '../../../test/support/rng.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { type Json, stringifyJson } from '../../model/json.ts';
import type { Check } from './contract.ts';
import { CHECKS } from './checks/index.ts';
import { judgeCluster, type PostureRun, rejudgeCluster } from './run.ts';
import { verdictsByObject, verdictsOf } from './verdicts.ts';

type Kept = 'all' | 'nothing';

function judge(
  objects: readonly KubeObject[],
  keep: Kept,
  complete = true,
  checks: readonly Check[] = CHECKS,
): PostureRun {
  return judgeCluster(clusterOf(objects, { complete }), activateAll(checks), { keep, providers: PROVIDERS });
}

/** Everything that a run says of some objects, as text. */
function spell(run: PostureRun, objects?: readonly KubeObject[]): string {
  const lines: string[] = [];
  for (const { object, workloads, sources } of verdictsByObject(run, objects === undefined ? {} : { objects })) {
    lines.push(`${object.gk} ${object.ref.namespace}/${object.ref.name}: ${workloads.length}`);
    for (const { verdict, templates, workload } of sources) {
      const { object: _object, ...rest } = verdict;
      lines.push(stringifyJson({ ...rest, templates, root: workload?.root ?? null } as unknown as Json));
    }
  }
  return lines.join('\n');
}

describe('a run that keeps nothing', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'says what one that keeps everything says (seed %i)',
    (seed) => {
      const rng = createRng(seed);
      const objects = Array.from({ length: 2 + below(rng, 14) }, () => randomObject(rng));
      const complete = chance(rng, 0.5);
      const [kept, walked] = [judge(objects, 'all', complete), judge(objects, 'nothing', complete)];
      expect(spell(walked)).toBe(spell(kept));
      // In any order, and again.
      const order = kept.cluster.objects.toReversed();
      expect(spell(walked, order)).toBe(spell(kept, order));
    },
  );

  it('judges equal templates once where they stand near each other', () => {
    const pods = (count: number, image: (i: number) => string): readonly KubeObject[] =>
      objectsOf(
        Array.from(
          { length: count },
          (_, i) =>
            `{apiVersion: v1, kind: Pod, metadata: {name: p-${String(i).padStart(4, '0')}}, spec: {containers: [{name: c, image: '${image(i)}'}]}}\n`,
        ).join('---\n'),
      );
    const timesJudged = (objects: readonly KubeObject[]): number => {
      let times = 0;
      const probe = templateProbe('probe', () => {
        times++;
        return [{ rule: 'good', path: [] }];
      });
      expect([...verdictsOf(judge(objects, 'nothing', true, [probe]))]).toHaveLength(objects.length);
      return times;
    };
    expect(timesJudged(pods(40, () => 'a'))).toBe(1);
    expect(timesJudged(pods(40, (i) => `a:${i}`))).toBe(40);
    expect(timesJudged(pods(40, (i) => `a:${i % 4}`))).toBe(4);
    // Far apart: more templates between than are held.
    expect(timesJudged(pods(1400, (i) => `a:${i % 700}`))).toBe(1400);
  });

  it('cannot be judged anew after a change', () => {
    const run = judge([], 'nothing');
    expect(() => rejudgeCluster(run, run.cluster, new Set())).toThrow(/kept nothing/);
  });
});
