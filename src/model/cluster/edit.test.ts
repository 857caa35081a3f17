import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { applyOps, EditError, type PathOp, prefixOps } from './index.ts';

describe('edits', () => {
  const root: JsonObject = { a: { b: [{ c: 1 }, { c: 2 }], d: { e: {} } }, n: null };
  it.each<[PathOp, Json]>([
    [
      { op: 'set', path: ['a', 'b', 1, 'c'], value: 3 },
      { a: { b: [{ c: 1 }, { c: 3 }], d: { e: {} } }, n: null },
    ],
    [
      { op: 'set', path: ['n', 'm'], value: 1 },
      { a: { b: [{ c: 1 }, { c: 2 }], d: { e: {} } }, n: { m: 1 } },
    ],
    [
      { op: 'set', path: ['__proto__', 'x'], value: 1 },
      JSON.parse('{"a":{"b":[{"c":1},{"c":2}],"d":{"e":{}}},"n":null,"__proto__":{"x":1}}') as Json,
    ],
    [
      { op: 'insert', path: ['a', 'b'], value: 7 },
      { a: { b: [{ c: 1 }, { c: 2 }, 7], d: { e: {} } }, n: null },
    ],
    [
      { op: 'insert', path: ['x', 'y'], value: 7 },
      { a: { b: [{ c: 1 }, { c: 2 }], d: { e: {} } }, n: null, x: { y: [7] } },
    ],
    [
      { op: 'remove', path: ['a', 'd', 'e'] },
      { a: { b: [{ c: 1 }, { c: 2 }], d: {} }, n: null },
    ],
    [
      { op: 'remove', path: ['a', 'd', 'e'], prune: true },
      { a: { b: [{ c: 1 }, { c: 2 }] }, n: null },
    ],
    [
      { op: 'remove', path: ['a', 'b', 0] },
      { a: { b: [{ c: 2 }], d: { e: {} } }, n: null },
    ],
    [
      { op: 'remove', path: ['a', 'b', 0, 'c'], prune: true },
      { a: { b: [{}, { c: 2 }], d: { e: {} } }, n: null },
    ],
  ])('%j', (op, wanted) => {
    expect(applyOps(root, [op])).toEqual(wanted);
    expect(applyOps({ r: root }, prefixOps([op], ['r']))).toEqual({ r: wanted });
  });

  it.each<PathOp>([
    { op: 'remove', path: ['x'] },
    { op: 'set', path: ['a', 'b', 5], value: 1 },
    { op: 'set', path: ['a', 'b', 'c'], value: 1 },
    { op: 'insert', path: ['a', 'd'], value: 1 },
  ])('refuse %j', (op) => {
    expect(() => applyOps(root, [op])).toThrow(EditError);
  });
});
