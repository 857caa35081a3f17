import { describe, expect, it } from 'vitest';
import { dedent, type EditCase, edited, insert, remove, set } from '../../../test/support/edit-texts.ts';

function check(cases: readonly EditCase[]): void {
  it.each(cases)('$name', ({ before, ops, after, where }) => {
    expect(edited(dedent(before), ops, where)).toBe(dedent(after));
  });
}

describe('flow style', () => {
  check([
    {
      name: 'on one line, with and without blanks inside braces',
      before: `
        a: {x: 1, k: 2} # c
        b: { x: 1 }
        c: [NET_RAW]
        d: ["NET_RAW"]
        `,
      ops: [set(['a', 'z'], true), set(['b', 'z'], { k: 1 }), insert(['c'], 'ALL'), insert(['d'], 'ALL')],
      after: `
        a: {x: 1, k: 2, z: true} # c
        b: { x: 1, z: { k: 1 } }
        c: [NET_RAW, ALL]
        d: ["NET_RAW", "ALL"]
        `,
    },
    {
      name: 'entries go with their comma',
      before: `
        a: {x: 1, k: 2, z: 3}
        b: { x: 1, k: 2, z: 3 }
        c: [1, 2, 3]
        d: [1]
        e: {x: 1, k: 2, z: 3,}
        `,
      ops: [
        remove(['a', 'x']),
        remove(['b', 'k']),
        remove(['b', 'z']),
        remove(['c', 2]),
        remove(['d', 0]),
        remove(['e', 'z']),
      ],
      after: `
        a: {k: 2, z: 3}
        b: { x: 1 }
        c: [1, 2]
        d: []
        e: {x: 1, k: 2,}
        `,
    },
    {
      name: 'one goes, one comes',
      before: `
        a: {x: 1, k: 2}
        b: {x: 1, k: 2,}
        c: {x: 1,}
        `,
      ops: [remove(['a', 'k']), set(['a', 'z'], 3), remove(['b', 'k']), set(['b', 'z'], 3), set(['c', 'z'], 3)],
      after: `
        a: {x: 1, z: 3}
        b: {x: 1, z: 3}
        c: {x: 1, z: 3,}
        `,
    },
    {
      name: 'over several lines, comments stay with their entries',
      before: `
        a: {
          x: 1, # one
          k: 2 # two
          }
        b: [
          p,
          q, # last
         ]
        `,
      ops: [set(['a', 'z'], 3), insert(['b'], 'r')],
      after: `
        a: {
          x: 1, # one
          k: 2, # two
          z: 3
          }
        b: [
          p,
          q, # last
          r,
         ]
        `,
    },
    {
      name: 'removed over several lines',
      before: `
        a: {
          x: 1, # one
          # about y
          k: 2 # two
         }
        b: {
          x: 1, # one
          # about y
          k: 2
          }
        `,
      ops: [remove(['a', 'k']), remove(['b', 'x'])],
      after: `
        a: {
          x: 1 # one
          # about y
         }
        b: {
          # about y
          k: 2
          }
        `,
    },
    {
      name: 'empty values and values that become collections',
      before: `
        a: {x: , k: 1}
        b: {x: }
        c: {x: {}, z: []}
        `,
      ops: [set(['a', 'x'], 1), set(['b', 'z'], 2), set(['c', 'x', 'k'], 'v'), insert(['c', 'z'], 1)],
      after: `
        a: {x: 1 , k: 1}
        b: {x: , z: 2 }
        c: {x: {k: v}, z: [1]}
        `,
    },
    {
      name: 'a pair without braces in a list',
      before: `
        a: [x: 1, k: 2]
        `,
      ops: [set(['a', 0, 'x'], 5), set(['a', 1, 'z'], 3)],
      after: `
        a: [x: 5, {k: 2, z: 3}]
        `,
    },
  ]);
});

describe('JSON', () => {
  const json = { format: 'json' } as const;
  check([
    {
      name: 'on many lines',
      before: `
        {
          "spec": {
            "containers": [
              {
                "name": "app",
                "args": ["a"],
                "securityContext": {}
              }
            ]
          }
        }
        `,
      ops: [
        set(['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'], ['ALL']),
        insert(['spec', 'containers', 0, 'args'], 'b'),
        set(['spec', 'hostPID'], false),
        insert(['spec', 'containers'], { name: 'b' }),
      ],
      after: `
        {
          "spec": {
            "containers": [
              {
                "name": "app",
                "args": ["a", "b"],
                "securityContext": {
                  "capabilities": {
                    "drop": [
                      "ALL"
                    ]
                  }
                }
              },
              {
                "name": "b"
              }
            ],
            "hostPID": false
          }
        }
        `,
      where: json,
    },
    {
      name: 'on one line, tight and loose',
      before: '{"a":{"b":1},"c":null}',
      ops: [set(['a', 'd'], { e: 'f', g: [1, 2] }), set(['c'], 'x')],
      after: '{"a":{"b":1,"d":{"e":"f","g":[1,2]}},"c":"x"}',
      where: json,
    },
    {
      name: 'indented by tabs, CRLF',
      before: '{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}',
      ops: [set(['a', 'c'], { d: true }), remove(['a', 'b'])],
      after: '{\r\n\t"a": {\r\n\t\t"c": {\r\n\t\t\t"d": true\r\n\t\t}\r\n\t}\r\n}',
      where: json,
    },
    {
      name: 'the last entry goes',
      before: `
        {
          "a": 1,
          "b": 2
        }
        `,
      ops: [remove(['b'])],
      after: `
        {
          "a": 1
        }
        `,
      where: json,
    },
  ]);
});
