import { expect, it } from 'vitest';
import type { Diagnostic } from '../../../model/cluster/index.ts';
import { NEWEST_MINOR, OLDEST_FIELDS } from '../../../model/kube/index.ts';
import { noteVersion } from './version-note.ts';

const OTHER: Diagnostic = { severity: 'warning', code: 'other', message: 'x' };
const codes = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ code }) => code);

it.each([
  [NEWEST_MINOR + 1, ['other', 'newer-kubernetes']],
  [NEWEST_MINOR, ['other']],
  [OLDEST_FIELDS, ['other']],
  [OLDEST_FIELDS - 1, ['other', 'older-kubernetes']],
])('1.%i is noted where it is not among those that are known: %j', (minor, wanted) => {
  const once = noteVersion([OTHER], minor);
  expect(codes(once)).toEqual(wanted);
  // A snapshot brings the note of its own version.
  expect(codes(noteVersion(once, NEWEST_MINOR))).toEqual(['other']);
  expect(noteVersion(once, minor)).toEqual(once);
});
