import { describe, expect, it } from 'vitest';
import { composeDocument, locatePath, readDocuments, type YamlNode } from './index.ts';

function compose(text: string): YamlNode {
  const [document] = readDocuments(text);
  const root = document === undefined ? undefined : composeDocument(text, document);
  if (root === undefined) throw new Error('no tree');
  return root;
}

const POD = `spec: # what
  containers:
  - name: &n "a"
    image: 'x:1'   # pinned
    args: [one, {two: 2}]
  - name: *n
    command:
      - |
        line
        more

    ports:
`;

describe('composeDocument', () => {
  it('says where each part is and how it is written', () => {
    const parts: unknown[] = [];
    const walk = (node: YamlNode): void => {
      parts.push([node.kind, node.style, POD.slice(node.start, node.end)]);
      if (node.kind === 'map') for (const pair of node.pairs) [pair.key, pair.value].forEach(walk);
      if (node.kind === 'seq') node.items.forEach(walk);
    };
    walk(compose(POD));
    const body = POD.trimEnd();
    expect(parts).toEqual([
      ['map', 'block', body],
      ['scalar', 'plain', 'spec'],
      ['map', 'block', body.slice(15)],
      ['scalar', 'plain', 'containers'],
      ['seq', 'block', body.slice(body.indexOf('- name'))],
      ['map', 'block', body.slice(body.indexOf('name: &n'), body.indexOf('\n  - name: *n'))],
      ['scalar', 'plain', 'name'],
      ['scalar', 'double', '"a"'],
      ['scalar', 'plain', 'image'],
      ['scalar', 'single', "'x:1'"],
      ['scalar', 'plain', 'args'],
      ['seq', 'flow', '[one, {two: 2}]'],
      ['scalar', 'plain', 'one'],
      ['map', 'flow', '{two: 2}'],
      ['scalar', 'plain', 'two'],
      ['scalar', 'plain', '2'],
      ['map', 'block', body.slice(body.indexOf('name: *n'))],
      ['scalar', 'plain', 'name'],
      ['alias', 'plain', '*n'],
      ['scalar', 'plain', 'command'],
      ['seq', 'block', '- |\n        line\n        more'],
      ['scalar', 'literal', '|\n        line\n        more'],
      ['scalar', 'plain', 'ports'],
      ['scalar', 'plain', ''],
    ]);
  });

  it('says where indicators and properties are', () => {
    const text = 'a: &x !!str 1\n? b\n: - c\n  -\nd:\n? e\n';
    const root = compose(text);
    const pairs = root.kind === 'map' ? root.pairs : [];
    expect(pairs.map(({ colon }) => text.slice(colon, colon + 1))).toEqual([':', ':', ':', '']);
    expect(pairs.map(({ value }) => [value.start, value.end])).toEqual([
      [12, 13],
      [20, 27],
      [30, 30],
      [34, 34],
    ]);
    expect(pairs[0]?.value).toMatchObject({ propertiesStart: 3, anchor: 'x', tag: 'tag:yaml.org,2002:str' });
    expect(pairs[1]?.value).toMatchObject({
      dashes: [20, 26],
      items: [
        { start: 22, end: 23 },
        { start: 27, end: 27 },
      ],
    });
  });

  it('counts offsets from the start of the file in every document', () => {
    const text = '# top\na: 1\n---\nb: 2\n---\n{"c": 3}\n';
    const roots = readDocuments(text).map((document) => composeDocument(text, document));
    expect(roots.map((root) => text.slice(root?.start, root?.end))).toEqual(['a: 1', 'b: 2', '{"c": 3}']);
    const json = '{"a": 1} {"b": [true]}';
    expect(
      readDocuments(json)
        .map((document) => composeDocument(json, document))
        .map((root) => json.slice(root?.start, root?.end)),
    ).toEqual(['{"a": 1}', '{"b": [true]}']);
  });

  it('has no tree where there is nothing or no value', () => {
    const text = '# only this\n---\na: [\n';
    expect(readDocuments(text).map((document) => composeDocument(text, document))).toEqual([undefined, undefined]);
  });
});

describe('locatePath', () => {
  const text = `base: &base
  a: 1
  b: {c: 2}
use:
  <<: *base
  a: 3
late: {a: 4, <<: *base}
list: {<<: [{x: 1}, {x: 2, z: 3}]}
twice: {k: 1, k: 2}
alias: *base
1e3: num
yes: bool
`;

  it.each([
    [['base', 'a'], ['base', 'a'], '1', 'a', false],
    [['use', 'a'], ['use', 'a'], '3', 'a', false],
    [['use', 'b', 'c'], ['use', 'b', 'c'], '2', 'c', true],
    [['late', 'a'], ['late', 'a'], '1', 'a', true],
    [['list', 'x'], ['list', 'x'], '1', 'x', true],
    [['list', 'z'], ['list', 'z'], '3', 'z', true],
    [['twice', 'k'], ['twice', 'k'], '2', 'k', false],
    [['alias'], ['alias'], '*base', 'alias', false],
    [['alias', 'a'], ['alias', 'a'], '1', 'a', true],
    [['1000'], ['1000'], 'num', '1e3', false],
    [['true'], ['true'], 'bool', 'yes', false],
    [['use', 'zzz', 'y'], ['use'], '<<: *base\n  a: 3', 'use', false],
    [['base', 'a', 'b'], ['base', 'a'], '1', 'a', false],
    [['none'], [], text.trimEnd(), undefined, false],
  ])('finds %j', (...[path, found, value, key, shared]) => {
    const located = locatePath(compose(text), path);
    expect(located.path).toEqual(found);
    expect(text.slice(located.value.start, located.value.end)).toBe(value);
    expect(located.key === undefined ? undefined : text.slice(located.key.start, located.key.end)).toBe(key);
    expect(located.shared).toBe(shared);
  });

  it('steps into lists by position', () => {
    const root = compose('a: [x, [y]]\n');
    expect(locatePath(root, ['a', 1, 0]).value).toEqual({ start: 8, end: 9 });
    expect(locatePath(root, ['a', 2]).path).toEqual(['a']);
    expect(locatePath(root, ['a', 'b']).path).toEqual(['a']);
    expect(locatePath(root, ['a', 0]).key).toBeUndefined();
  });

  it('finds in large mappings what it finds in small ones', () => {
    const keys = Array.from({ length: 60 }, (_, i) => `k${i % 40}: ${i}`);
    const few = 'base: &b {k7: m}\nk7: x\n';
    for (const tail of ['', '<<: *b\n']) {
      const text = `${few}${keys.join('\n')}\n${tail}`;
      const root = compose(text);
      const at = (name: string): unknown => {
        const { path, value, shared } = locatePath(root, [name]);
        return [path.length, shared, path.length === 0 ? '' : text.slice(value.start, value.end)];
      };
      expect(at('k3')).toEqual([1, false, '43']);
      expect(at('k30')).toEqual([1, false, '30']);
      expect(at('k7')).toEqual(tail === '' ? [1, false, '47'] : [1, true, 'm']);
      expect(at('gone')).toEqual([0, false, '']);
    }
  });

  it('visits each mapping once in merges of merges', () => {
    const lines = ['m0: &m0 {a: 1}'];
    for (let i = 1; i < 8; i++) lines.push(`m${i}: &m${i} {<<: [*m${i - 1}, *m${i - 1}]}`);
    const merges = `${lines.join('\n')}\n`;
    expect(locatePath(compose(merges), ['m7', 'b']).path).toEqual(['m7']);
    expect(locatePath(compose(merges), ['m7', 'a']).shared).toBe(true);
  });
});
