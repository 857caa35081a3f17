import { describe, expect, it } from 'vitest';
import { dedent, type EditCase, edited, insert, remove, requestOn, set } from '../../../test/support/edit-texts.ts';
import type { SourceFile } from '../../model/cluster/index.ts';
import { renderEdits } from './index.ts';

function check(cases: readonly EditCase[]): void {
  it.each(cases)('$name', ({ before, ops, after, where }) => {
    expect(edited(dedent(before), ops, where)).toBe(dedent(after));
  });
}

describe('anchors and merge keys', () => {
  check([
    {
      name: 'an own key over a merged one',
      before: `
        base: &base
          a: 1
          sc: {x: 1}
        app:
          <<: *base
          b: 2
        `,
      ops: [set(['app', 'a'], 3), set(['app', 'sc'], { z: 2 })],
      after: `
        base: &base
          a: 1
          sc: {x: 1}
        app:
          <<: *base
          b: 2
          a: 3
          sc:
            z: 2
        `,
    },
    {
      name: 'an alias is replaced as a whole',
      before: `
        a: &x 1
        b: *x # c
        `,
      ops: [set(['b'], 2)],
      after: `
        a: &x 1
        b: 2 # c
        `,
    },
    {
      name: 'beside an anchored node',
      before: `
        a: &x
          k: 1
        b: *x
        `,
      ops: [set(['c'], 2)],
      after: `
        a: &x
          k: 1
        b: *x
        c: 2
        `,
    },
  ]);

  const refused = [
    {
      name: 'a path through an alias',
      before: 'a: &x {k: 1}\nb: *x\n',
      ops: [set(['b', 'k'], 2)],
      reason: /alias \*x/,
    },
    {
      name: 'a place inside an anchored node',
      before: 'a: &x {k: 1}\nb: *x\n',
      ops: [set(['a', 'k'], 2)],
      reason: /anchored as &x/,
    },
    {
      name: 'a place deep inside an anchored node',
      before: 'a: &x {k: {l: [1]}}\nb: *x\n',
      ops: [insert(['a', 'k', 'l'], 2)],
      reason: /anchored as &x/,
    },
    { name: 'an anchored scalar', before: 'a: &x 1\nb: *x\n', ops: [set(['a'], 2)], reason: /&x .*used elsewhere/ },
    {
      name: 'an anchored node that is removed',
      before: 'a: {b: &x 1}\nb: *x\n',
      ops: [remove(['a'])],
      reason: /&x .*used elsewhere/,
    },
    {
      name: 'an anchored item that is removed',
      before: 'a: [&x 1, 2]\nb: *x\n',
      ops: [remove(['a', 0])],
      reason: /&x .*used elsewhere/,
    },
    {
      name: 'an anchored key that is removed',
      before: '&x a: 1\nb: *x\n',
      ops: [remove(['a'])],
      reason: /&x .*used elsewhere/,
    },
    {
      name: 'inside a merged key',
      before: 'b: &b {s: {k: 1}}\na:\n  <<: *b\n',
      ops: [set(['a', 's', 'k'], 2)],
      reason: /merge key/,
    },
    {
      name: 'a merged key that is removed',
      before: 'b: &b {s: 1}\na:\n  <<: *b\n  c: 1\n',
      ops: [remove(['a', 's'])],
      reason: /merge key/,
    },
    {
      name: 'an own key over a merged one that is removed',
      before: 'b: &b {s: 1}\na:\n  <<: *b\n  s: 2\n',
      ops: [remove(['a', 's'])],
      reason: /merge key/,
    },
    {
      name: 'a key that a later merge replaces',
      before: 'b: &b {s: 1}\na:\n  s: 2\n  <<: *b\n',
      ops: [set(['a', 's'], 3)],
      reason: /merge key/,
    },
    { name: 'an edit that does not fit', before: 'a: 1\n', ops: [remove(['b'])], reason: /nothing there to remove/ },
    { name: 'a key written with a question mark', before: '? a\n: 1\nb: 2\n', ops: [remove(['a'])], reason: /`\?`/ },
  ];
  it.each(refused)('refuses $name', ({ before, ops, reason }) => {
    const result = renderEdits(requestOn(before, ops));
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) as string });
  });

  it('refuses rendered files', () => {
    const request = requestOn('a: 1\n', [set(['a'], 2)]);
    const file: SourceFile = { ...request.file, rendered: { by: 'helm', target: 'chart' } };
    expect(renderEdits({ ...request, file })).toEqual({
      kind: 'refused',
      reason: 'rendered by helm; change the chart',
    });
  });
});

describe('edits', () => {
  it('are none when nothing changes', () => {
    expect(renderEdits(requestOn('a: 1\nb: [x]\n', [set(['a'], 1), set(['b'], ['x'])]))).toEqual({
      kind: 'edits',
      edits: [],
    });
  });

  it('are as small as the change', () => {
    expect(renderEdits(requestOn('a: 1\nb: true\n', [set(['b'], false)]))).toEqual({
      kind: 'edits',
      edits: [{ start: 8, end: 11, text: 'fals' }],
    });
  });
});
