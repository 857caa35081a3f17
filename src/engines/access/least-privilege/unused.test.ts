import { expect, it } from 'vitest';
import { bind, contextWith, SUBJECT, use, WEB } from '../../../../test/support/least-privilege.ts';
import { rightsOf } from './unused.ts';

it('rights that were used for more requests than a call has room for arguments are told with their times', () => {
  const { access } = contextWith([bind('web', SUBJECT)], []);
  const { attributes } = use('get pods shop a');
  const need = { attributes, askers: [WEB], kept: false, folded: false, count: 1 };
  const needs = Array.from({ length: 200_000 }, (_, i) => ({ ...need, first: 1000 - (i % 7), last: 1000 + (i % 7) }));
  const [used] = rightsOf(access.grants, needs, { verbs: new Set(), urls: false, missing: [] });
  expect(used).toMatchObject({ state: 'used', first: 994, last: 1006, count: 200_000 });
});
