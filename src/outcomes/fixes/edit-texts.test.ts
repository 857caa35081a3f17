import { describe, expect, it } from 'vitest';
import { dedent, type EditCase, edited, remove, set } from '../../../test/support/edit-texts.ts';

const NO_ESCALATION = set(['spec', 'securityContext', 'allowPrivilegeEscalation'], false);

function check(cases: readonly EditCase[]): void {
  it.each(cases)('$name', ({ before, ops, after, where }) => {
    expect(edited(dedent(before), ops, where)).toBe(dedent(after));
  });
}

describe('text around and inside', () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  check([
    {
      name: 'CRLF line ends',
      before: crlf('spec:\n  a: 1\n  b: 2\n'),
      ops: [NO_ESCALATION, remove(['spec', 'a'])],
      after: crlf('spec:\n  b: 2\n  securityContext:\n    allowPrivilegeEscalation: false\n'),
    },
    {
      name: 'no final line break',
      before: 'spec:\n  a: 1\n  b: 2',
      ops: [set(['spec', 'c'], 3), remove(['spec', 'b'])],
      after: 'spec:\n  a: 1\n  c: 3',
    },
    {
      name: 'the last lines go, behind text that keeps its blank lines, and others come',
      before: 'list:\n- a: |+\n    text\n\n  b: 1\n\n',
      ops: [remove(['list', 0, 'b']), set(['c'], 3)],
      after: 'list:\n- a: |+\n    text\n\nc: 3\n',
    },
    {
      name: 'a byte order mark',
      before: '\uFEFFa: 1\nb: 2\n',
      ops: [remove(['a']), set(['c'], 3)],
      after: '\uFEFFb: 2\nc: 3\n',
    },
    {
      name: 'the right document of several',
      before: `
        # first
        a: 1
        ---
        a: 2 # second
        ...
        ---
        a: 3
        `,
      ops: [set(['b'], 1)],
      after: `
        # first
        a: 1
        ---
        a: 2 # second
        b: 1
        ...
        ---
        a: 3
        `,
      where: { document: 1 },
    },
    {
      name: 'an item of a List',
      before: `
        kind: List
        items:
        - kind: A
          a: 1
        - kind: B
          b: 1
        `,
      ops: [set(['c'], { d: 1 }), remove(['kind'])],
      after: `
        kind: List
        items:
        - kind: A
          a: 1
        - b: 1
          c:
            d: 1
        `,
      where: { pointer: ['items', 1] },
    },
    {
      name: 'block scalars are stepped over, with the blank lines that they keep',
      before: 'a:\n  text: |\n    one\n\nb:\n  text: |+\n    one\n\n\nc: >-\n  x\n',
      ops: [set(['a', 'k'], 1), set(['b', 'k'], 1), set(['d'], 1)],
      after: 'a:\n  text: |\n    one\n  k: 1\n\nb:\n  text: |+\n    one\n\n\n  k: 1\nc: >-\n  x\nd: 1\n',
    },
    {
      name: 'what a block scalar would take in goes with a removed key',
      before: 'a: |+\n  one\nb: 1\n\n  # deep\n# c\nc: 2\n',
      ops: [remove(['b'])],
      after: 'a: |+\n  one\n# c\nc: 2\n',
    },
    {
      name: 'block scalars are replaced whole, indentation indicators included',
      before: 'a: |2-\n    x\n   y\nb: >\n  long\n\n  text\n\nc: 1\n',
      ops: [set(['a'], 'short'), set(['b'], 'two\nlines\n')],
      after: 'a: short\nb: "two\\nlines\\n"\n\nc: 1\n',
    },
    {
      name: 'texts of many lines are written as literal blocks where nothing can run into them',
      before: 'a: x\nb: |\n  old\nc: 1\n',
      ops: [set(['a'], 'one\ntwo'), set(['b'], 'three\n\nfour\n'), set(['d'], 'five\nsix\n')],
      after: 'a: |-\n  one\n  two\nb: |\n  three\n\n  four\nc: 1\nd: |\n  five\n  six\n',
    },
    {
      name: 'scalars of many lines',
      before: 'a: one\n  two\nb: "three\n\n  four"\nc: \'x\n  y\' # c\nd: 1\n',
      ops: [set(['a'], 'x'), remove(['b']), set(['c'], { k: 1 })],
      after: 'a: x\nc: # c\n  k: 1\nd: 1\n',
    },
    {
      name: 'tabs behind values and in texts',
      before: 'a: 1\t# tab\nb: "x\ty"\t\nc:\t2\n',
      ops: [set(['a'], 2), set(['c'], 3), set(['d'], 'x\ty')],
      after: 'a: 2\t# tab\nb: "x\ty"\t\nc:\t3\nd: "x\\ty"\n',
    },
    {
      name: 'a value on the line below its key',
      before: 'a:\n  # why\n  text # c\nb:\n  {x: 1}\nc: 1\n',
      ops: [set(['a'], 'new'), set(['b', 'z'], 2)],
      after: 'a:\n  # why\n  new # c\nb:\n  {x: 1, z: 2}\nc: 1\n',
    },
    {
      name: 'quotes only where a text needs them',
      before: 'a: x\n',
      ops: [
        set(['b'], 'true'),
        set(['c'], '0777'),
        set(['d'], 'a: b'),
        set(['e'], '10.0.0.0/8'),
        set(['f'], '128Mi'),
        set(['g'], 'a#b c'),
        set(['no'], ''),
        set(['08'], '12:30'),
      ],
      after: 'a: x\nb: "true"\nc: "0777"\nd: "a: b"\ne: 10.0.0.0/8\nf: 128Mi\ng: a#b c\n"no": ""\n"08": "12:30"\n',
    },
    {
      name: 'keys in quotes, keys of words and numbers, blanks before the colon',
      before: '"a/b": 1\n\'c\' : {}\n8080: x\n',
      ops: [set(['a/b'], 2), set(['c', 'd'], 1), set(['8080'], 'z')],
      after: '"a/b": 2\n\'c\' :\n  d: 1\n8080: z\n',
    },
    {
      name: 'tags of a value go with it',
      before: 'a: !!str 5\nb: !!map\n  x: 1\nc: &unused\n  k: 1\nd: &gone {}\n',
      ops: [set(['a'], 6), set(['b'], 1), set(['c', 'z'], 2), set(['d', 'k'], 1)],
      after: 'a: 6\nb: 1\nc: &unused\n  k: 1\n  z: 2\nd:\n  k: 1\n',
    },
  ]);
});
