import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bind, contextWith, SUBJECT, use, WEB } from '../../../../test/support/least-privilege.ts';
import { objectOf } from '../../../../test/support/objects.ts';
import { applyChanges, type Cluster } from '../../../model/cluster/index.ts';
import { isList, isObject, type JsonObject } from '../../../model/json.ts';
import { openAccess } from '../access.ts';
import { type LeastPrivilegePlan, planLeastPrivilege } from './index.ts';
import type { PlanContext } from './plan.ts';

const SPACES = ['a', 'b', 'c', 'd', ''] as const;
const randomUse = fc
  .record({
    verb: fc.constantFrom('get', 'list', 'watch', 'create', 'update', 'delete', 'deletecollection'),
    what: fc.constantFrom('pods', 'configmaps', 'deployments.apps', 'pods/log'),
    namespace: fc.constantFrom(...SPACES),
    name: fc.constantFrom('', 'x', 'y', 'run-x7k2p'),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ verb, what, namespace, name, count }) => use(`${verb} ${what} ${namespace || '-'} ${name}`, { count }));

/** Every cluster that the plan's roles leave with one verb of one rule taken away. */
function* weakened(objects: readonly JsonObject[]): Iterable<readonly JsonObject[]> {
  for (const [at, object] of objects.entries()) {
    const rules = isList(object['rules']) ? object['rules'].filter(isObject) : [];
    for (const [index, rule] of rules.entries())
      for (const verb of isList(rule['verbs']) ? rule['verbs'] : []) {
        const verbs = (isList(rule['verbs']) ? rule['verbs'] : []).filter((one) => one !== verb);
        const changed = rules.map((one, i) => (i === index ? { ...one, verbs } : one));
        yield objects.map((one, i) => (i === at ? { ...object, rules: changed } : one));
      }
  }
}

function clusterWithout(plan: LeastPrivilegePlan, context: PlanContext, objects: readonly JsonObject[]): Cluster {
  return applyChanges(context.cluster, { ...plan.changes, added: objects }, (data) => objectOf(data)).cluster;
}

describe('any uses', () => {
  it('are allowed by the roles, and without any verb of any rule one is refused', () => {
    fc.assert(
      fc.property(fc.array(randomUse, { minLength: 1, maxLength: 14 }), (uses) => {
        const context = contextWith([bind('web', SUBJECT)], uses);
        const plan = planLeastPrivilege([WEB], context);
        expect(plan.subjects[0]?.refused).toEqual([]);
        const objects = plan.subjects[0]?.objects ?? [];
        for (const weaker of weakened(objects)) {
          const access = openAccess(clusterWithout(plan, context, weaker));
          const isRefused = uses.some(({ attributes }) => access.authorize(WEB, attributes).decision !== 'allowed');
          expect(isRefused, JSON.stringify(weaker)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
