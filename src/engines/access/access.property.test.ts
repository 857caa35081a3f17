import { expect, it } from 'vitest';
import { twinAllows } from '../../../test/support/access-twin.ts';
import { clusterOf, objectOf } from '../../../test/support/objects.ts';
import { createRng } from '../../../test/support/rng.ts';
import { randomQuestion } from '../../../test/cluster/differential/access/questions.ts';
import { randomWorld } from '../../../test/cluster/differential/access/world.ts';
import type { JsonObject } from '../../model/json.ts';
import { keysOf, subjectKey } from '../../model/kube/index.ts';
import { openAccess } from './index.ts';

/** The world as the controller leaves it: what the twin, which knows nothing of aggregation, can look at. */
function settled(seed: number) {
  const objects = [...randomWorld(createRng(seed))].map(({ body }) => objectOf(body));
  const { roles } = openAccess(clusterOf(objects, { complete: true }));
  const aggregated = new Map(
    roles
      .filter(({ object }) => object.data['aggregationRule'] !== undefined)
      .map((entry) => [entry.object.ref.name, entry]),
  );
  const written = objects.map((object) => {
    const entry = object.ref.kind === 'ClusterRole' ? aggregated.get(object.ref.name) : undefined;
    const rules = entry?.rules.map((rule) => ({ ...rule })) as JsonObject[] | undefined;
    return rules === undefined ? object : { ...object, data: { ...object.data, rules } };
  });
  return { cluster: clusterOf(objects, { complete: true }), written };
}

it.each([1, 2, 3, 4])('says what its brute-force twin says, forwards and backwards (seed %i)', (seed) => {
  const { cluster, written } = settled(seed);
  const access = openAccess(cluster);
  const rng = createRng(seed + 1000);
  let allowed = 0;
  for (let i = 0; i < 300; i++) {
    const { user, attributes } = randomQuestion(rng, access);
    const wanted = twinAllows(written, user, attributes);
    const { decision } = access.authorize(user, attributes);
    expect({ user, attributes, decision }).toEqual({ user, attributes, decision: wanted ? 'allowed' : 'denied' });
    if (wanted) allowed++;
    // Whoever may is among those who can, and nobody else is.
    const holders = new Set(access.whoCan(attributes).items.map(({ subject }) => subjectKey(subject)));
    const isHolder = keysOf(user).some((key) => holders.has(key));
    const isMaster = user.groups.includes('system:masters');
    expect(isMaster || isHolder === wanted).toBe(true);
  }
  expect(allowed).toBeGreaterThan(50);
});
