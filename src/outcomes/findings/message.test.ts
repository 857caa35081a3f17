import { describe, expect, it } from 'vitest';
import { objectProbe } from '../../../test/support/probes.ts';
import { activateAll } from '../../../test/support/reports.ts';
import type { Judgement, Undecided } from '../../model/verdicts/index.ts';
import { escapeControls } from '../text/index.ts';
import { describeJudgement, shorten, showValue } from './message.ts';

function say(judgement: Judgement, undecided?: Undecided): string {
  const [active] = activateAll([objectProbe('probe', () => [])]);
  return active === undefined ? '' : describeJudgement(active, judgement, undecided);
}

describe('describeJudgement', () => {
  it('fills in container, item, value and words', () => {
    const judgement = { rule: 'worse', path: [], container: 'app', item: 'x', words: { what: 'odd' } };
    expect(say(judgement)).toBe('item x of app is odd');
    expect(say({ rule: 'bad', path: [], value: { a: [1, 2n ** 60n] } })).toBe(
      'field has {"a":[1,1152921504606846976]}',
    );
    expect(say({ rule: 'bad', path: [] })).toBe('field has (not set)');
  });

  it('leaves placeholders alone that nothing fills, also those that every object has', () => {
    expect(say({ rule: 'worse', path: [] })).toBe('item {item} of {container} is {what}');
    expect(say({ rule: 'worse', path: [], words: {}, item: '{value}', container: 'c', value: 'secret' })).toBe(
      'item {value} of c is {what}',
    );
  });

  it('never shows a credential', () => {
    expect(say({ rule: 'bad', path: [], value: 'hunter2', sensitive: true })).toBe('field has (hidden)');
  });

  it('says why something could not be decided', () => {
    const gap = {
      gk: 'ServiceAccount',
      namespace: 'shop',
      name: 'web',
      state: 'open',
      reason: 'not in these files',
    } as const;
    const refused = { gk: 'Secret', namespace: undefined, state: 'unreadable', reason: 'forbidden' } as const;
    expect(say({ rule: 'bad', path: [] }, { kind: 'open', gaps: [gap] })).toBe(
      'cannot be decided: not in these files: ServiceAccount shop/web',
    );
    expect(say({ rule: 'bad', path: [] }, { kind: 'unreadable', gaps: [gap, refused] })).toBe(
      'cannot be decided: forbidden: Secret in all namespaces',
    );
    expect(say({ rule: 'invalid-field', path: [] }, { kind: 'invalid', detail: 'x is not a list' })).toBe(
      'the API server would reject this: x is not a list',
    );
    expect(say({ rule: 'crash', path: [] }, { kind: 'crash', detail: 'boom\u001b[2J' })).toBe(
      'the check crashed: boom\\u001b[2J',
    );
  });
});

describe('values in sentences', () => {
  it.each([
    ['a\u0000\u001b[31m\n\r\t', 'a\\u0000\\u001b[31m\\n\\r\\t'],
    ['\u202eevil\u2066\u200b', '\\u202eevil\\u2066\\u200b'],
    ['\u0085\u2028\ufeff', '\\u0085\\u2028\\ufeff'],
    ['\ud800x', '\\ud800x'],
    ['😀 ü', '😀 ü'],
  ])('%j', (text, wanted) => {
    expect(escapeControls(text)).toBe(wanted);
  });

  it('are cut at characters, not at halves of them', () => {
    expect(shorten('a'.repeat(60))).toBe('a'.repeat(60));
    expect(shorten('a'.repeat(61))).toBe(`${'a'.repeat(59)}…`);
    expect(shorten('😀'.repeat(60))).toBe('😀'.repeat(60));
    expect(shorten('😀'.repeat(61))).toBe(`${'😀'.repeat(59)}…`);
  });

  it.each([
    ['text', 'text'],
    [true, 'true'],
    [null, 'null'],
    [[], '[]'],
    [undefined, '(not set)'],
  ])('%j is shown as %s', (value, wanted) => {
    expect(showValue(value)).toBe(wanted);
  });
});
