import { describe, expect, it } from 'vitest';
import { CHECKS, judgeCluster, PROFILES, verdictsOf } from '../../src/engines/posture/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { evaluatePodSecurity, NEWEST_MINOR, podTemplateOf, withHostNetworkPorts } from '../../src/model/kube/index.ts';
import { controlOf } from '../../src/outcomes/findings/index.ts';
import { activateChecks } from '../../src/outcomes/settings/index.ts';
import { podWith, randomChanges } from '../oracle/pss/pods.ts';
import { clusterOf, objectOf } from '../support/objects.ts';
import { createRng } from '../support/rng.ts';
import { PROVIDERS } from '../support/providers.ts';

const SEEDS = Number(process.env['MERLON_PODS'] ?? 25);

/** The controls that fail by a profile's checks, as findings name them; `invalid` when a field could not be read. */
function byProfile(pod: JsonObject, level: 'baseline' | 'restricted', minor: number): string {
  const profile = PROFILES.find(({ id }) => id === `pss-${level}`);
  if (profile === undefined) throw new Error(`no profile pss-${level}`);
  // Read for the newest version: fields that an older server would drop are the evaluator's business here.
  const object = objectOf(pod, NEWEST_MINOR);
  const run = judgeCluster(clusterOf([object], { minor }), activateChecks(CHECKS, profile, {}), {
    providers: PROVIDERS,
  });
  const failed = [...verdictsOf(run)].filter(({ verdict }) => verdict.verdict === 'fail');
  const names = failed.map(
    ({ active, verdict }) => controlOf(active.check.meta, profile.id, minor) ?? `none of ${verdict.check}`,
  );
  return [...new Set(names)].toSorted().join();
}

function byControls(pod: JsonObject, level: 'baseline' | 'restricted', minor: number): string {
  const results = evaluatePodSecurity(level, podTemplateOf(withHostNetworkPorts(pod)), minor);
  return results
    .filter(({ violations }) => violations.length > 0)
    .map(({ control }) => control.id)
    .toSorted()
    .join();
}

describe.each(['baseline', 'restricted'] as const)('the profile pss-%s', (level) => {
  it.each(Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => minor))(
    'fails the controls that Pod Security fails, by their names, in 1.%i',
    (minor) => {
      for (let seed = 0; seed < SEEDS; seed++) {
        const pod = podWith(randomChanges(createRng(seed * 1000 + minor)));
        expect(byProfile(pod, level, minor), JSON.stringify(pod)).toBe(byControls(pod, level, minor));
      }
    },
  );
});
