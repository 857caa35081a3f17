import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../../../test/support/objects.ts';
import { below, createRng } from '../../../test/support/rng.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { aggregateRoles } from './aggregate.ts';

interface Written {
  readonly labels: Readonly<Record<string, string>>;
  readonly selectors?: readonly Readonly<Record<string, string>>[];
  readonly resource?: string;
}

function roleOf(name: string, { labels, selectors, resource = 'pods' }: Written): KubeObject {
  return objectOf({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    ...(selectors === undefined
      ? { rules: [{ verbs: ['get'], apiGroups: [''], resources: [resource] }] }
      : { aggregationRule: { clusterRoleSelectors: selectors.map((matchLabels) => ({ matchLabels })) } }),
  });
}

/** The resources of an aggregated role in their order, by following every selector of every role on the way. */
function twin(roles: readonly (readonly [string, Written])[], root: string): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (name: string): void => {
    const written = roles.find(([one]) => one === name)?.[1];
    if (written === undefined || seen.has(name)) return;
    seen.add(name);
    if (written.selectors === undefined) found.add(written.resource ?? '');
    for (const selector of written.selectors ?? [])
      for (const [other, { labels }] of roles)
        if (Object.entries(selector).every(([key, value]) => labels[key] === value)) follow(other);
  };
  follow(root);
  return [...found];
}

describe('aggregateRoles', () => {
  it('gives each role what its brute-force twin gives it, in the same order, cycles included', () => {
    const rng = createRng(7);
    for (let round = 0; round < 200; round++) {
      const label = (): Record<string, string> => ({ [`k${below(rng, 3)}`]: `v${below(rng, 2)}` });
      const roles = Array.from({ length: 8 }, (_, i): readonly [string, Written] => [
        `r${i}`,
        {
          labels: { ...label(), ...label() },
          ...(below(rng, 2) === 0
            ? { selectors: Array.from({ length: below(rng, 3) }, label) }
            : { resource: `x${below(rng, 5)}` }),
        },
      ]);
      const found = aggregateRoles(clusterOf(roles.map(([name, written]) => roleOf(name, written))));
      for (const [name] of roles)
        expect([round, name, found.get(name)?.rules.flatMap(({ resources }) => resources)]).toEqual([
          round,
          name,
          twin(roles, name),
        ]);
    }
  });

  it('takes roles that all aggregate each other, and long chains of them', () => {
    const all = Array.from({ length: 1500 }, (_, i) =>
      roleOf(`r${i}`, { labels: { a: 'b' }, selectors: [{ a: 'b' }] }),
    );
    const chain = Array.from({ length: 1500 }, (_, i) =>
      roleOf(`c${i}`, { labels: { at: `${i}` }, selectors: [{ at: `${i + 1}` }] }),
    );
    const part = roleOf('part', { labels: { a: 'b', at: '1500' } });
    const started = performance.now();
    const found = aggregateRoles(clusterOf([...all, ...chain, part]));
    expect([...found.values()].every(({ rules }) => rules.length === 1)).toBe(true);
    // The cube of the number of roles would be minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('gives a role that is defined more than once the rules of all definitions', () => {
    const objects = [
      roleOf('r', { labels: {}, resource: 'pods' }),
      roleOf('r', { labels: { to: 's' }, resource: 'nodes' }),
    ];
    const found = aggregateRoles(clusterOf([...objects, roleOf('s', { labels: {}, selectors: [{ to: 's' }] })]));
    const of = (name: string): unknown => found.get(name)?.rules.flatMap(({ resources }) => resources);
    expect([of('r'), of('s')]).toEqual([['pods', 'nodes'], ['nodes']]);
  });
});
