import type { ActiveCheck } from '../../engines/posture/index.ts';
import { type Json, stringifyJson } from '../../model/json.ts';
import type { Judgement, Undecided } from '../../model/verdicts/index.ts';
import { escapeControls } from '../text/index.ts';
import { detailOf } from './undecided.ts';

/** Longest value that a sentence carries, in characters. */
const MOST = 60;

/** Cuts text to about 60 characters, so that a sentence stays one. */
export function shorten(text: string): string {
  if (text.length <= MOST) return text;
  const characters = Array.from(text.slice(0, 2 * MOST));
  return characters.length <= MOST && text.length <= 2 * MOST ? text : `${characters.slice(0, MOST - 1).join('')}…`;
}

/** A value as a sentence shows it: strings as they are, everything else as JSON on one line. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '(not set)';
  return escapeControls(shorten(typeof value === 'string' ? value : stringifyJson(value)));
}

/** Texts of rules, taken apart once: what stands between the names, and the names, by turns. */
const parts = new Map<string, readonly string[]>();

function partsOf(text: string): readonly string[] {
  let found = parts.get(text);
  if (found === undefined) parts.set(text, (found = text.split(/\{([A-Za-z][\w-]*)\}/)));
  return found;
}

function wordFor(name: string, judgement: Judgement): string {
  if (name === 'container' && judgement.container !== undefined) return escapeControls(judgement.container);
  if (name === 'item' && judgement.item !== undefined) return escapeControls(shorten(judgement.item));
  if (name === 'value') return judgement.sensitive === true ? '(hidden)' : showValue(judgement.value);
  const { words } = judgement;
  const word = words !== undefined && Object.hasOwn(words, name) ? words[name] : undefined;
  return word === undefined ? `{${name}}` : escapeControls(shorten(word));
}

function fill(text: string, judgement: Judgement): string {
  let filled = '';
  for (const [i, part] of partsOf(text).entries()) filled += i % 2 === 0 ? part : wordFor(part, judgement);
  return filled;
}

/**
 * The sentence of a judgement: its rule's text with `{container}`, `{item}`, `{value}` and the judgement's own words filled in; for what could
 * not be decided, why not. No control characters; values are cut to about 60 characters, and those of credentials are not shown.
 */
export function describeJudgement(active: ActiveCheck, judgement: Judgement, undecided?: Undecided): string {
  const text = active.check.meta.rules[judgement.rule]?.text;
  if (undecided?.kind === 'crash') return `the check crashed: ${escapeControls(undecided.detail)}`;
  if (undecided?.kind === 'invalid') return `the API server would reject this: ${escapeControls(undecided.detail)}`;
  if (undecided !== undefined) return `cannot be decided: ${escapeControls(detailOf(undecided))}`;
  return text === undefined ? judgement.rule : fill(text, judgement);
}
