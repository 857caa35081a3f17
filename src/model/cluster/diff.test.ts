import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { SMALL_CLUSTER } from '../../../test/support/small-cluster.ts';
import { sameJson, valueAt, type JsonObject } from '../json.ts';
import { diffClusters, diffFields, applyOps } from './index.ts';

describe('diffClusters', () => {
  it('tells added, removed and changed fields', () => {
    const before = clusterOf(objectsOf(SMALL_CLUSTER));
    const after = clusterOf([
      ...objectsOf(SMALL_CLUSTER.replace('tier: front', 'tier: back').replace('name: lone', 'name: other')),
    ]);
    expect(
      diffClusters(before, after).map((one) =>
        one.change === 'changed' ? [one.change, one.after.ref.name, one.fields] : [one.change, one.object.ref.name],
      ),
    ).toEqual([
      ['changed', 'web', [{ path: ['metadata', 'labels', 'tier'], before: 'front', after: 'back' }]],
      ['removed', 'lone'],
      ['added', 'other'],
    ]);
    expect(diffClusters(before, before)).toEqual([]);
  });

  it('does not take what every object inherits for a field', () => {
    expect(diffFields({ c: { valueOf: false } }, { c: {} })).toEqual([
      { path: ['c', 'valueOf'], before: false, after: undefined },
    ]);
  });

  it('gives fields that, set, turn one value into the other', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()),
        (x, y) => {
          const [before, after] = [x as JsonObject, y as JsonObject];
          let value = before;
          for (const { path, before: old, after: now } of diffFields(before, after)) {
            expect(sameJson(valueAt(before, path), old)).toBe(true);
            value = applyOps(value, [now === undefined ? { op: 'remove', path } : { op: 'set', path, value: now }]);
          }
          expect(sameJson(value, after)).toBe(true);
        },
      ),
    );
  });
});
