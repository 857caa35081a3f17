import type { Reading } from './answers.ts';

/** Why one side reads what the other refuses. */
export type DifferenceClass = 'byte-order-mark' | 'forbidden-character' | 'undecided';

/** What was decided for each class. */
export const DECISIONS: Readonly<Record<DifferenceClass, string>> = {
  'byte-order-mark':
    'After two byte order marks go-yaml drops the first character of each line, as long as its buffer is not moved; we refuse such a document.',
  'forbidden-character':
    'go-yaml does not see a forbidden character that stands far behind the first document of a file; we refuse wherever it stands.',
  undecided: 'Not looked at yet: a fault of ours until shown otherwise.',
};

/** Finds the class of a difference. */
export function classify(text: string, ours: readonly Reading[], theirs: readonly Reading[]): DifferenceClass {
  const [ourError = '', theirError] = [ours.at(-1)?.error, theirs.at(-1)?.error];
  if (text.includes('\ufeff\ufeff')) return 'byte-order-mark';
  const ahead = theirError === undefined || theirs.length > ours.length;
  return ahead && ourError.startsWith('control-character') ? 'forbidden-character' : 'undecided';
}
