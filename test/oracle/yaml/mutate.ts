import { below, chance, pick, type Rng } from '../../support/rng.ts';
import { SCALARS } from './traps.ts';

type Mutation = (text: string, rng: Rng, pool: readonly string[]) => string;

const CHARACTERS = [
  ...'\t\n\r :-?,[]{}#&*!|>\'"%@`~<=+.0123456789abcxyYnNeE_\\/$()'.split(''),
  '\u0085',
  '\u2028',
  '\u2029',
  '\ufeff',
  'é',
  '日',
  '😀',
  '\u00a0',
];
const RARE = ['\0', '\u0001', '\u001b', '\u007f', '\u0080', '\ufffe', '\uffff', '\ufffd'];
const TOKENS = [
  '- ',
  '? ',
  ': ',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '*a ',
  '&b ',
  '*b',
  '!!str ',
  '!!int ',
  '!!float ',
  '!!binary ',
  '! ',
  '!x ',
  '<<: ',
  '<<: *a',
  '<<: [*a, *b]',
  '<<: {x: 1}',
  '"',
  "'",
  '""',
  "''",
  '|',
  '>',
  '|-\n',
  '>+\n',
  ' #c',
  '#',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '---\n',
  '\n---\n',
  '...\n',
  '\n...\n',
  '\t',
  '  ',
  '    ',
  '\\',
  '\\n',
  '\\\n',
  '%YAML 1.1\n---\n',
  '%TAG !x! y:\n',
  '{{ x }}',
  ': :',
  ' - - ',
];

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function lines(text: string): string[] {
  return text.split('\n');
}

const editCharacter: Mutation = (text, rng) => {
  const at = below(rng, text.length + 1);
  const insert = chance(rng, 0.3) ? '' : pick(rng, chance(rng, 0.02) ? RARE : CHARACTERS);
  return splice(text, at, chance(rng, 0.5) ? 1 : 0, insert);
};

const editToken: Mutation = (text, rng) =>
  splice(text, below(rng, text.length + 1), chance(rng, 0.3) ? below(rng, 6) : 0, pick(rng, TOKENS));

const cutAway: Mutation = (text, rng) => splice(text, below(rng, text.length + 1), below(rng, 12), '');

const truncate: Mutation = (text, rng) => text.slice(0, below(rng, text.length + 1));

const editLines: Mutation = (text, rng) => {
  const all = lines(text);
  const at = below(rng, all.length);
  const other = below(rng, all.length);
  const line = all[at] ?? '';
  if (chance(rng, 0.3)) all.splice(at, 1);
  else if (chance(rng, 0.5)) all.splice(other, 0, line);
  else [all[at], all[other]] = [all[other] ?? '', line];
  return all.join('\n');
};

const indent: Mutation = (text, rng) => {
  const all = lines(text);
  const at = below(rng, all.length);
  const end = chance(rng, 0.5) ? at + 1 : at + 1 + below(rng, 5);
  const more = chance(rng, 0.5);
  const by = pick(rng, [' ', '  ', '   ', '\t', '    ']);
  return all.map((line, i) => (i < at || i >= end ? line : more ? by + line : line.replace(/^ {1,2}/, ''))).join('\n');
};

const replaceValue: Mutation = (text, rng) => {
  const all = lines(text);
  const at = below(rng, all.length);
  const [, margin = '', key] = /^(\s*(?:- )*)(?:([^:#\s]+):)?/.exec(all[at] ?? '') ?? [];
  const scalar = pick(rng, SCALARS);
  const asKey = chance(rng, 0.15);
  all[at] = margin + (key === undefined ? scalar : asKey ? `${scalar}: ${key}` : `${key}: ${scalar}`);
  return all.join('\n');
};

const addProperty: Mutation = (text, rng) => {
  const places = [...text.matchAll(/: |- /g)].map((match) => match.index + 2);
  if (places.length === 0) return text;
  return splice(
    text,
    pick(rng, places),
    0,
    pick(rng, [
      '&a ',
      '&b ',
      '*a',
      '*b',
      '!!str ',
      '!!int ',
      '!!bool ',
      '!!null ',
      '! ',
      '!x ',
      '&a !!str ',
      '!!map &b ',
    ]),
  );
};

const insertPair: Mutation = (text, rng) => {
  const all = lines(text);
  const at = below(rng, all.length);
  const margin = /^ */.exec(all[at] ?? '')?.[0] ?? '';
  const key = chance(rng, 0.3) ? pick(rng, SCALARS) : pick(rng, ['a', 'b', 'name', '<<', '"q"', "'s'"]);
  all.splice(at, 0, `${margin}${key}: ${pick(rng, SCALARS)}`);
  return all.join('\n');
};

const splicePart: Mutation = (text, rng, pool) => {
  const other = pick(rng, pool);
  const from = below(rng, other.length + 1);
  return splice(text, below(rng, text.length + 1), 0, other.slice(from, from + below(rng, 80)));
};

const changeBreaks: Mutation = (text, rng) =>
  text.replaceAll('\n', pick(rng, ['\r\n', '\r', '\n\n', '\u0085', '\r\r\n']));

const MUTATIONS: readonly Mutation[] = [
  editCharacter,
  editCharacter,
  editToken,
  editToken,
  cutAway,
  truncate,
  editLines,
  indent,
  replaceValue,
  replaceValue,
  replaceValue,
  addProperty,
  insertPair,
  splicePart,
];

/** Changes a document one to four times, at the level of characters, tokens, lines, indentation, values or properties. */
export function mutate(text: string, rng: Rng, pool: readonly string[]): string {
  let changed = text;
  const times = 1 + below(rng, 4);
  for (let i = 0; i < times; i++) changed = pick(rng, MUTATIONS)(changed, rng, pool);
  if (chance(rng, 0.03)) changed = changeBreaks(changed, rng, pool);
  // A cut through a surrogate pair leaves what no UTF-8 file can hold.
  return changed.replaceAll(/[\ud800-\udfff]/gu, '');
}
