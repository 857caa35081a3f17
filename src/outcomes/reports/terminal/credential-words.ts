import { looksLikeCredential } from '../../../model/kube/index.ts';

/** A stretch of a text: UTF-16 offsets, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Longest text that is looked at word by word; a longer one that speaks of credentials is one stretch. */
const LOOK = 16_384;

/** Most pairs that are looked at; a text of more is one stretch. */
const MOST_PAIRS = 200;

/** `name=value`, `--name=value`, `"name": "value"`, `--name value`; the value may be quoted, and goes on to the next blank. */
const PAIR =
  /(?<![\w.-])(--?)?([A-Za-z_][\w.-]{0,99})["']?(?:\s{0,3}[=:]\s{0,3}|\s{1,3}(?![-=:]))((?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')?\S*)/dg;

/** What stands behind the scheme of an Authorization header. */
const SCHEME = /\b(?:Bearer|Basic)\s{1,3}(\S{8,})/dgi;

function unquote(text: string): string {
  return text.replace(/^["']|["',;)}\]]{1,4}$/g, '');
}

function isFormat(text: string): boolean {
  return looksLikeCredential('', text)?.kind === 'format';
}

/** Whether a name and the value behind it are a credential. Without `=` or `:` between them only an option has a value. */
function isPair(match: RegExpExecArray): boolean {
  const [whole, dashes, name = '', value = ''] = match;
  const between = whole.slice((dashes ?? '').length + name.length, whole.length - value.length);
  if (dashes === undefined && !/[=:]/.test(between)) return false;
  return looksLikeCredential(name, unquote(value)) !== undefined;
}

function* pairsIn(text: string): Iterable<Stretch> {
  PAIR.lastIndex = 0;
  let left = MOST_PAIRS;
  for (let match = PAIR.exec(text); match !== null; match = PAIR.exec(text)) {
    const [start, end] = match.indices?.[3] ?? [0, 0];
    if (left-- === 0) {
      yield { start: 0, end: text.length };
      return;
    }
    if (end > start && isPair(match)) yield { start, end };
    // What was taken for a value may be the name of the next: `-x --password y`.
    PAIR.lastIndex = Math.max(match.index + 1, start);
  }
}

function* schemesIn(text: string): Iterable<Stretch> {
  for (const match of text.matchAll(SCHEME)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    yield { start, end };
  }
}

function* formatsIn(text: string): Iterable<Stretch> {
  if (!isFormat(text)) return;
  const words = [...text.matchAll(/\S+/g)].filter(([word]) => isFormat(word));
  for (const { 0: word, index } of words) yield { start: index, end: index + word.length };
  // A key in several lines, or a connection string with blanks in it.
  if (words.length === 0) yield { start: 0, end: text.length };
}

/** The stretches of a text (an argument, a script, a comment) that look like credentials, as environment variables of these names would. */
export function findCredentials(text: string): readonly Stretch[] {
  if (text.length < 4) return [];
  if (text.length > LOOK)
    return /passw|secret|token|key|credential|bearer|:\/\//i.test(text) ? [{ start: 0, end: text.length }] : [];
  // An argument that is one pair has its value to the end, blanks and all.
  const whole = /^-{0,2}([\w.-]+)=/.exec(text);
  const rest = text.slice(whole?.[0].length ?? 0);
  if (whole !== null && looksLikeCredential(whole[1] ?? '', rest) !== undefined)
    return [{ start: text.length - rest.length, end: text.length }];
  return [...pairsIn(text), ...schemesIn(text), ...formatsIn(text)];
}
