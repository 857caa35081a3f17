import { describe, expect, it } from 'vitest';
import type { PathOp } from '../../model/cluster/index.ts';
import type { Json } from '../../model/json.ts';
import { applyEdits, type EditRequest, renderEdits, type TextEdit } from './index.ts';
import { provesWord } from './prove-word.ts';

function requestFor(text: string, ops: readonly PathOp[]): EditRequest {
  const source = { file: 0, document: 0, start: 0, end: text.length, pointer: [] };
  return { file: { path: 'a', text, format: 'yaml' }, source, ops };
}

const set = (path: readonly (string | number)[], value: Json): PathOp => ({ op: 'set', path, value });

/** Whether the edits that are rendered are proven by their word alone. */
function isProven(text: string, ops: readonly PathOp[]): boolean {
  const request = requestFor(text, ops);
  const rendered = renderEdits(request);
  if (rendered.kind === 'refused') throw new Error(rendered.reason);
  return provesWord(request, rendered.edits);
}

describe('one word for another', () => {
  it.each([
    ['a boolean', 'a: true # why\nb: 1\n', [set(['a'], false)], true],
    ['a quoted amount', 'a: ["500m"]\n', [set(['a', 0], '1')], true],
    ['a number in a list of mappings', 'a:\n- b: 1\n', [set(['a', 0, 'b'], 512)], true],
    ['a new key', 'a: 1\n', [set(['b'], 2)], false],
    ['two values', 'a: 1\nb: 1\n', [set(['a'], 2), set(['b'], 2)], false],
    ['a value with a blank', 'a: b c\n', [set(['a'], 'd')], false],
    ['a value that becomes one with a blank', 'a: b\n', [set(['a'], 'd e')], false],
    ['a value with a tag', 'a: !!str 1\n', [set(['a'], '2')], false],
    ['beside a merge key', '<<: {b: 1}\na: 1\n', [set(['a'], 2)], false],
    ['where a key is repeated', 'a: 1\nb: 1\nb: 2\n', [set(['a'], 2)], false],
    ['below an anchor', 'a: &x\n  b: 1\nc: 1\n', [set(['a', 'b'], 2)], false],
    ['an empty value', 'a:\nb: 1\n', [set(['a'], 2)], false],
  ] as const)('%s', (_name, text, ops, proven) => {
    expect(isProven(text, ops)).toBe(proven);
  });

  it.each([
    ['another value than was asked for', 'a: true\n', 'a', { start: 3, end: 7, text: 'true2' }],
    ['a text that reads as a number', 'a: x\n', 'a', { start: 3, end: 4, text: '1' }],
    ['an edit of another place', 'a: x\nb: x\n', 'a', { start: 8, end: 9, text: 'false' }],
    ['an edit that takes the line break along', 'a: x\nb: x\n', 'a', { start: 3, end: 5, text: 'false' }],
    ['an end of the value', 'a: x\n', 'a', { start: 3, end: 4, text: 'false # x' }],
    ['a quote that is opened', 'a: x\n', 'a', { start: 3, end: 3, text: '"' }],
  ] as const)('never %s', (_name, text: string, key: string, edit: TextEdit) => {
    expect(applyEdits(text, [edit])).not.toBe(text);
    expect(provesWord(requestFor(text, [set([key], false)]), [edit])).toBe(false);
  });
});
