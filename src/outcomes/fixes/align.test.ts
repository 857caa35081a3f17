import { describe, expect, it } from 'vitest';
import { isList, type Json, valueAt } from '../../model/json.ts';
import { alignLists } from './align.ts';
import { applyTraced, type Origins, traceList } from './origins.ts';

describe('alignLists', () => {
  it.each([
    { name: 'an item goes', before: ['a', 'b', 'c'], after: ['a', 'c'], target: [0, undefined, 1], addedFrom: 2 },
    { name: 'the first goes, one comes', before: ['a', 'b'], after: ['b', 'c'], target: [undefined, 0], addedFrom: 1 },
    { name: 'an item changes', before: ['a', 'b', 'c'], after: ['a', 'x', 'c'], target: [0, 1, 2], addedFrom: 3 },
    {
      name: 'a named item changes as another goes',
      before: [{ name: 'a' }, { name: 'b', v: 1 }],
      after: [{ name: 'b', v: 2 }],
      target: [undefined, 0],
      addedFrom: 1,
    },
  ])('$name', ({ before, after, target, addedFrom }) => {
    expect(alignLists(before, after)).toEqual({ target, addedFrom });
  });

  it('gives up on an item put in before one that stays', () => {
    expect(alignLists(['b'], ['a', 'b'])).toBeUndefined();
  });
});

describe('traceList', () => {
  it('follows items through operations, however alike they are', () => {
    const list = ['x', 'x', 'x'];
    const origins: Origins = new Map();
    let root: Json = { list };
    for (const op of [
      { op: 'remove', path: ['list', 1] },
      { op: 'insert', path: ['list'], value: 'x' },
      { op: 'set', path: ['list', 0], value: 'y' },
    ] as const)
      root = applyTraced(root, op, origins);
    const after = valueAt(root, ['list']);
    expect(isList(after) && traceList(list, after, origins)).toEqual({ target: [0, undefined, 1], addedFrom: 2 });
  });

  it('knows nothing of a list that is given anew', () => {
    const origins: Origins = new Map();
    const root = applyTraced({ list: ['x'] }, { op: 'set', path: ['list'], value: ['x', 'y'] }, origins);
    const after = valueAt(root, ['list']);
    expect(isList(after) && traceList(['x'], after, origins)).toBeUndefined();
  });
});
