import { describe, expect, it } from 'vitest';
import { dedent, type EditCase, edited, insert, remove, set } from '../../../test/support/edit-texts.ts';

const NO_ESCALATION = set(['spec', 'securityContext', 'allowPrivilegeEscalation'], false);

function check(cases: readonly EditCase[]): void {
  it.each(cases)('$name', ({ before, ops, after, where }) => {
    expect(edited(dedent(before), ops, where)).toBe(dedent(after));
  });
}

describe('block mappings', () => {
  check([
    {
      name: 'a new key goes behind the last one and its comment',
      before: `
        spec:
          image: nginx # pinned below
          # tag: 1.2
        status: {}
        `,
      ops: [set(['spec', 'runAsNonRoot'], true)],
      after: `
        spec:
          image: nginx # pinned below
          runAsNonRoot: true
          # tag: 1.2
        status: {}
        `,
    },
    {
      name: 'missing parents are made with the indentation seen around',
      before: `
        spec:
            template:
                image: nginx
        `,
      ops: [set(['spec', 'template', 'securityContext', 'capabilities', 'drop'], ['ALL'])],
      after: `
        spec:
            template:
                image: nginx
                securityContext:
                    capabilities:
                        drop:
                            - ALL
        `,
    },
    {
      name: 'keys behind `?` show no indentation',
      before: `
        ? metadata
        :
          name: a
        spec:
          image: nginx
        `,
      ops: [set(['spec', 'securityContext', 'runAsNonRoot'], true)],
      after: `
        ? metadata
        :
          name: a
        spec:
          image: nginx
          securityContext:
            runAsNonRoot: true
        `,
    },
    {
      name: 'lists are indented as the neighbours indent them',
      before: `
        spec:
          args:
          - --v
          image: nginx
        `,
      ops: [set(['spec', 'capabilities', 'drop'], ['ALL'])],
      after: `
        spec:
          args:
          - --v
          image: nginx
          capabilities:
            drop:
            - ALL
        `,
    },
    {
      name: 'lists are in brackets where the neighbours are',
      before: `
        spec:
          command: ["sh", "-c"]
        `,
      ops: [set(['spec', 'capabilities', 'drop'], ['ALL'])],
      after: `
        spec:
          command: ["sh", "-c"]
          capabilities:
            drop: ["ALL"]
        `,
    },
    {
      name: 'a scalar is replaced in place, its comment stays',
      before: `
        spec:
          privileged: true   # for the tun device
          other: "x"
        `,
      ops: [set(['spec', 'privileged'], false), set(['spec', 'other'], 'y')],
      after: `
        spec:
          privileged: false   # for the tun device
          other: "y"
        `,
    },
    {
      name: 'a null value is filled',
      before: `
        spec:
          securityContext: # later
          image: a
        `,
      ops: [NO_ESCALATION],
      after: `
        spec:
          securityContext: # later
            allowPrivilegeEscalation: false
          image: a
        `,
    },
    {
      name: 'a tilde and an empty mapping are filled',
      before: `
        spec:
          securityContext: ~
          other: {} # none
        `,
      ops: [NO_ESCALATION, set(['spec', 'other', 'a'], 1)],
      after: `
        spec:
          securityContext:
            allowPrivilegeEscalation: false
          other: # none
            a: 1
        `,
    },
    {
      name: 'an empty value as the last thing in a file without a final line break',
      before: 'spec:\n  securityContext:',
      ops: [NO_ESCALATION],
      after: 'spec:\n  securityContext:\n    allowPrivilegeEscalation: false',
    },
    {
      name: 'a key is removed with its lines, comments around it stay',
      before: `
        spec:
          a: 1
          # about hostPort
          ports:
            # inside
            - 1
          # about b
          b: 2
        `,
      ops: [remove(['spec', 'ports'])],
      after: `
        spec:
          a: 1
          # about hostPort
          # about b
          b: 2
        `,
    },
    {
      name: 'the only key leaves an empty mapping',
      before: `
        spec:
          securityContext: # c
            privileged: true # p
          b: 2
        `,
      ops: [remove(['spec', 'securityContext', 'privileged'])],
      after: `
        spec:
          securityContext: {} # c
          b: 2
        `,
    },
    {
      name: 'the only key goes with its parent when pruned',
      before: `
        spec:
          securityContext:
            capabilities:
              add: [SYS_ADMIN]
          b: 2
        `,
      ops: [remove(['spec', 'securityContext', 'capabilities', 'add', 0], true)],
      after: `
        spec:
          b: 2
        `,
    },
    {
      name: 'one key goes as another comes',
      before: `
        spec:
          a: 1
          b: 2 # two
        kind: X
        `,
      ops: [remove(['spec', 'b']), set(['spec', 'c'], 3)],
      after: `
        spec:
          a: 1
          c: 3
        kind: X
        `,
    },
    {
      name: 'a mapping becomes a scalar and a scalar a mapping',
      before: `
        a: # first
          x: 1
          k: 2
        b: text # second
        `,
      ops: [set(['a'], 'text'), set(['b'], { x: 1, k: [1, 2] })],
      after: `
        a: text # first
        b: # second
          x: 1
          k:
            - 1
            - 2
        `,
    },
    {
      name: 'a list becomes a mapping',
      before: `
        a:
        - x
        - y
        b: 1
        `,
      ops: [set(['a'], { x: 1 })],
      after: `
        a:
          x: 1
        b: 1
        `,
    },
    {
      name: 'the first keys of a file are removed',
      before: `
        a: 1
        b: 2
        c: 3
        `,
      ops: [remove(['a']), remove(['b'])],
      after: `
        c: 3
        `,
    },
    {
      name: 'of a repeated key the last is edited, and all are removed',
      before: `
        a: 1
        b: 1
        a: 2
        b: 2
        c: 3
        `,
      ops: [set(['a'], 5), remove(['b'])],
      after: `
        a: 1
        a: 5
        c: 3
        `,
    },
    {
      name: 'several edits of one object',
      before: `
        spec:
          containers:
            - name: app
              securityContext:
                privileged: true
                capabilities:
                  add:
                    - NET_ADMIN
                    - SYS_ADMIN
          hostNetwork: true
        `,
      ops: [
        set(['spec', 'containers', 0, 'securityContext', 'privileged'], false),
        set(['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'], false),
        remove(['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 1]),
        insert(['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'], 'ALL'),
        remove(['spec', 'hostNetwork'], true),
      ],
      after: `
        spec:
          containers:
            - name: app
              securityContext:
                privileged: false
                capabilities:
                  add:
                    - NET_ADMIN
                  drop:
                    - ALL
                allowPrivilegeEscalation: false
        `,
    },
  ]);
});

describe('block lists', () => {
  check([
    {
      name: 'a new item goes behind the last one, quoted as it is',
      before: `
        drop:
        - 'NET_RAW' # raw
        # end
        other: 1
        `,
      ops: [insert(['drop'], 'ALL')],
      after: `
        drop:
        - 'NET_RAW' # raw
        - 'ALL'
        # end
        other: 1
        `,
    },
    {
      name: 'a new mapping item stands as its neighbours do',
      before: `
        env:
          -   name: A
              value: a
        `,
      ops: [insert(['env'], { name: 'B', value: 'yes' })],
      after: `
        env:
          -   name: A
              value: a
          -   name: B
              value: "yes"
        `,
    },
    {
      name: 'an item is removed with the comments inside it only',
      before: `
        env:
          # about A
          - name: A
            # inside A
            value: a # trailing
          # about B
          - name: B
            value: b
        `,
      ops: [remove(['env', 0])],
      after: `
        env:
          # about A
          # about B
          - name: B
            value: b
        `,
    },
    {
      name: 'the only item leaves an empty list',
      before: `
        add:
          - SYS_ADMIN # why
        other: 1
        `,
      ops: [remove(['add', 0])],
      after: `
        add: []
        other: 1
        `,
    },
    {
      name: 'the first key on a dash line is removed',
      before: `
        env:
          - name: A
            value: a
          - name: B # comment of the name
            # about the value
            value: b
        `,
      ops: [remove(['env', 0, 'name']), remove(['env', 1, 'name'])],
      after: `
        env:
          - value: a
          -
            # about the value
            value: b
        `,
    },
    {
      name: 'the only key of an item on a dash line is removed',
      before: `
        env:
          - name: A # a
          - name: B
            value: b
        `,
      ops: [remove(['env', 0, 'name']), remove(['env', 1, 'value'])],
      after: `
        env:
          - {} # a
          - name: B
        `,
    },
    {
      name: 'an item with its content below the dash, and an item of nothing',
      before: `
        env:
          -
            name: A
          - # nothing
        `,
      ops: [set(['env', 0, 'value'], 'a'), set(['env', 1], { name: 'B' })],
      after: `
        env:
          -
            name: A
            value: a
          - name: B # nothing
        `,
    },
    {
      name: 'lists in lists',
      before: `
        a:
          - - 1
            - 2
          - - 3
        `,
      ops: [remove(['a', 0, 0]), insert(['a', 1], 4), insert(['a'], [5, 6])],
      after: `
        a:
          - - 2
          - - 3
            - 4
          - - 5
            - 6
        `,
    },
    {
      name: 'an item before another: the list is written anew',
      before: `
        args:
          - b
        x: 1
        `,
      ops: [set(['args'], ['a', 'b'])],
      after: `
        args:
          - a
          - b
        x: 1
        `,
    },
    {
      name: 'items in the middle go, named ones keep their text',
      before: `
        c:
          - {name: a, v: 1}
          - name: b # two
            v: 2
          - name: c # three
            v: 3
        `,
      ops: [remove(['c', 0]), remove(['c', 0]), set(['c', 0, 'v'], 4)],
      after: `
        c:
          - name: c # three
            v: 4
        `,
    },
  ]);
});

it.each(['\u0085', '\u2028', '\u2029'])('a file with %j for a line break is not edited', (mark) => {
  const text = `spec:${mark}  image: nginx\n`;
  expect(edited(text, [set(['spec', 'runAsNonRoot'], true)])).toMatch(/^refused: the file has line breaks/);
});
