import { describe, expect, it } from 'vitest';
import { composeDocument, readDocuments } from './index.ts';

function codes(text: string, format?: 'yaml' | 'json'): readonly (readonly string[])[] {
  const documents = readDocuments(text, format === undefined ? {} : { format });
  return documents.map(({ problems }) => problems.map(({ code, offset }) => `${code}@${offset}`));
}

function values(text: string, format?: 'yaml' | 'json'): readonly unknown[] {
  return readDocuments(text, format === undefined ? {} : { format }).map(({ value }) => value);
}

describe('documents of a file', () => {
  it.each([
    ['no document in an empty file', '', []],
    ['one without a final newline', 'a: 1', [[0, 4]]],
    [
      'the separator line is in neither',
      'a: 1\n---\nb: 2\n',
      [
        [0, 5],
        [9, 14],
      ],
    ],
    ['a separator that begins the file belongs to the first', '---\na: 1\n', [[0, 9]]],
    [
      'a second separator in a row belongs to the next',
      'a: 1\n---\n---\nb: 2\n',
      [
        [0, 5],
        [9, 18],
      ],
    ],
    [
      'CR LF',
      'a: 1\r\n---\r\nb: 2\r\n',
      [
        [0, 6],
        [11, 17],
      ],
    ],
    [
      'JSON values without a break',
      '{"a":1} {"b":2}',
      [
        [0, 7],
        [8, 15],
      ],
    ],
  ])('%s', (_name, text, spans) => {
    expect(readDocuments(text).map(({ start, end }) => [start, end])).toEqual(spans);
  });

  it('numbers documents, empty ones too', () => {
    expect(readDocuments('---\n---\na: 1\n---\n# none\n').map(({ index, value }) => [index, value])).toEqual([
      [0, null],
      [1, { a: 1 }],
      [2, null],
    ]);
  });

  it('reads the others when one is broken', () => {
    expect(values('a: 1\n---\nb: [\n---\nc: 3\n--- x\nd: 4\n---\ne: 5\n')).toEqual([
      { a: 1 },
      undefined,
      { c: 3 },
      undefined,
      { e: 5 },
    ]);
  });

  it('keeps to a format that was asked for', () => {
    expect(values('{"a": 1}\n{"b": 2}', 'json')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(values('[1] "x" null', 'json')).toEqual([[1], 'x', null]);
    expect(codes('{a: 1}', 'json')).toEqual([['syntax@1']]);
    expect(codes('a: 1', 'json')).toEqual([['syntax@0']]);
    expect(values('{"a": 1}', 'yaml')).toEqual([{ a: 1 }]);
    expect(readDocuments('{"a": 1}').map(({ format }) => format)).toEqual(['json']);
    expect(readDocuments('{a: 1}').map(({ format }) => format)).toEqual(['yaml']);
  });
});

describe('problems', () => {
  it.each([
    ['a: "x\n', 'syntax@3'],
    ['a: b: c\n', 'syntax@4'],
    ['a:\n\tb: 1\n', 'syntax@3'],
    ['a: 1\nb\nc: 2\n', 'syntax@5'],
    ['a: {{ .Values.x }}\n', 'bad-key@4'],
    ['a: *x\n', 'unknown-alias@3'],
    ['a: &x [*x]\n', 'alias-bomb@7'],
    ['a: !!int x\n', 'bad-tag@9'],
    ['a: !x!y z\n', 'bad-tag@3'],
    ['<<: 1\n', 'bad-merge@4'],
    ['~: 1\n', 'bad-key@0'],
    ['a: .inf\n', 'not-json@3'],
    ['a: \u0007\n', 'control-character@3'],
    ['a: \ud800\n', 'control-character@3'],
    ['a: "😀\u0000"\n', 'control-character@6'],
    ['a: {b: 1, b: 2}\n', 'duplicate-key@10'],
    ['{"a": 1, "a": 2}', 'duplicate-key@9'],
  ])('%j has %s', (text, problem) => {
    expect(codes(text)).toEqual([[problem]]);
  });

  it('has no duplicate when a key overrides a merged one', () => {
    expect(codes('a: &a {p: 1}\nb: {<<: *a, p: 2}\nc: {<<: *a, p: 2, p: 3}\n')).toEqual([['duplicate-key@49']]);
  });

  it('never repeats a value in a message', () => {
    for (const text of [
      'password: "hunter2\n',
      'password: *hunter2\n',
      'password: &hunter2\n  - *other\n',
      'password: !hunter2!x y\n',
      'password: %hunter2\n',
      'password: hunter2: x\n',
      'password: !!int hunter2\n',
      '{"password": hunter2}',
    ]) {
      for (const { problems } of readDocuments(text))
        for (const { message } of problems) expect(message).not.toContain('hunter2');
    }
  });
});

describe('limits', () => {
  const nest = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

  it.each([
    ['flow lists', nest('[', ']', 10_000), nest('[', ']', 10_001)],
    [
      'flow mappings',
      `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`,
      `${'{a: '.repeat(10_001)}1${'}'.repeat(10_001)}`,
    ],
    ['compact block lists', `${'- '.repeat(10_000)}x\n`, `${'- '.repeat(10_001)}x\n`],
    ['JSON', `{"a":${nest('[', ']', 9999)}}`, `{"a":${nest('[', ']', 10_000)}}`],
    [
      'aliases',
      `a: &a ${nest('[', ']', 6000)}\nb: ${'['.repeat(3999)}*a${']'.repeat(3999)}\n`,
      `a: &a ${nest('[', ']', 6000)}\nb: ${'['.repeat(4000)}*a${']'.repeat(4000)}\n`,
    ],
  ])('reads %s nested as deep as Kubernetes does and no deeper', (_name, fits, tooDeep) => {
    const [good] = readDocuments(fits);
    expect(good?.problems).toEqual([]);
    expect(good === undefined ? undefined : composeDocument(fits, good)).toBeDefined();
    expect(readDocuments(tooDeep).map(({ problems }) => problems[0]?.code)).toEqual(['too-deep']);
  });

  it('takes a lower limit', () => {
    for (const text of ['[[1]]', '{"a": [1]}', 'a: &a [1]\nb: *a\n', '- - x\n']) {
      expect(readDocuments(text, { maxDepth: 2 })[0]?.problems).toEqual([]);
      expect(readDocuments(text, { maxDepth: 1 })[0]?.problems[0]?.code).toBe('too-deep');
    }
  });

  it('refuses documents that are mostly expansion of aliases', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        'bcdefgh',
        (name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? ''}`).join(', ')}]`,
      ),
    ];
    expect(
      codes(bomb.join('\n'))
        .flat()
        .map((problem) => problem.split('@')[0]),
    ).toEqual(['alias-bomb']);
    expect(codes(bomb.slice(0, 3).join('\n'))).toEqual([[]]);
  });

  it('reads long lines and many lines in one pass', () => {
    const long = 'x'.repeat(3_000_000);
    expect(values(`a: ${long}`)).toEqual([{ a: long }]);
    expect(values(`a: "${long}"`)).toEqual([{ a: long }]);
    expect(codes(long)).toEqual([[]]);
    expect(codes(`[${'a, '.repeat(300_000)}]`)).toEqual([[]]);
    expect(codes(`{${'"a": 1, '.repeat(3000)}}`)[0]?.length).toBe(2999);
    expect(values(`${'\n'.repeat(300_000)}a: 1`)).toEqual([{ a: 1 }]);
    expect(codes('['.repeat(300_000))).toEqual([['too-deep@10000']]);
  });

  it('makes keys named like parts of Object plain entries', () => {
    const [document] = readDocuments('__proto__: {polluted: 1}\nconstructor: 2\n<<: {__proto__: {x: 1}}\n');
    expect(Object.entries(document?.value ?? {})).toEqual([
      ['__proto__', { x: 1 }],
      ['constructor', 2],
    ]);
    expect(Object.getPrototypeOf(document?.value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('keeps integers of 64 bits exact', () => {
    expect(values('[9007199254740991, 9007199254740992, -9223372036854775808, 18446744073709551615]')).toEqual([
      [9007199254740991, 9007199254740992n, -9223372036854775808n, 18446744073709551615n],
    ]);
    expect(values('{"a": 9007199254740993}')).toEqual([{ a: 9007199254740993n }]);
  });
});

describe('text behind the end of a document', () => {
  it.each([
    ['a: 1\n...\nb: 2\n', 9],
    ['a: 1\n...\n...\n# more\nb: 2\n', 20],
    ['a: 1\n...\n: broken: [\n', 9],
    ['a: 1\r---\rb: 2\r', 5],
  ])('of %j is told at %i, and not read', (text, offset) => {
    const [document, ...others] = readDocuments(text);
    expect(document?.value).toEqual({ a: 1 });
    expect(document?.problems.map((problem) => [problem.code, problem.offset])).toEqual([['text-behind-end', offset]]);
    expect(others).toEqual([]);
  });

  it.each(['a: 1\n...\n', 'a: 1\n...\n# a comment\n', 'a: 1\n', 'a: 1\n...\n---\nb: 2\n'])(
    'is not seen in %j',
    (text) => {
      expect(readDocuments(text).flatMap(({ problems }) => problems)).toEqual([]);
    },
  );
});
