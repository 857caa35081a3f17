import { stringifyJson } from '../../../model/json.ts';
import { looksLikeCredential } from '../../../model/kube/index.ts';
import {
  composeDocument,
  readDocuments,
  type YamlAlias,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../../model/yaml/index.ts';
import { findCredentials, type Stretch } from './credential-words.ts';

type Node = Exclude<YamlNode, YamlAlias>;

/** Lists of names and values whose values are for the process, or for whom it talks to, alone. */
const VALUE_LISTS = new Set(['env', 'httpHeaders']);

/** Deeper than this a document is not walked: it is covered as one. */
const MOST_DEEP = 500;

interface Walk {
  readonly text: string;
  readonly found: Stretch[];
  /** Nodes that were walked, with where they stood: an anchor may be used under several keys. */
  readonly seen: Map<Node, Set<string>>;
}

/** Where a node stands: the key whose value it is or is an item of, and what holds that. */
interface Place {
  readonly key: string;
  readonly holder: string;
}

function resolve(node: YamlNode): Node {
  let here = node;
  while (here.kind === 'alias') here = here.target;
  return here;
}

/** Where a scalar's characters stand, without quotes and the header of a block. */
function contentOf(text: string, { start, end, style }: YamlScalar): Stretch {
  if (style === 'single' || style === 'double') return { start: start + 1, end: end - 1 };
  if (style === 'plain') return { start, end };
  const header = text.indexOf('\n', start);
  return { start: header < 0 || header > end ? end : header + 1, end };
}

function textOf(node: YamlNode | undefined): string {
  const here = node === undefined ? undefined : resolve(node);
  return here?.kind !== 'scalar' || here.value === null
    ? ''
    : typeof here.value === 'string'
      ? here.value
      : stringifyJson(here.value);
}

function occurrences(text: string, part: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found.push(at);
  return found;
}

/** Covers parts of a scalar's value where they stand as they are written; all of it where they are escaped, folded, or too short to be told apart. */
function coverParts(walk: Walk, node: YamlScalar, value: string, parts: readonly Stretch[]): void {
  const content = contentOf(walk.text, node);
  const raw = walk.text.slice(content.start, content.end);
  for (const { start, end } of parts) {
    const part = value.slice(start, end);
    const places = raw === value ? [start] : occurrences(raw, part);
    const isCertain = raw === value || (part.length > 2 && places.length === occurrences(value, part).length);
    if (!isCertain) {
      walk.found.push(content);
      return;
    }
    for (const at of places) walk.found.push({ start: content.start + at, end: content.start + at + part.length });
  }
}

function coverScalar(walk: Walk, node: YamlScalar, { key }: Place): void {
  const value = textOf(node);
  if (looksLikeCredential(key, value)?.kind === 'name') walk.found.push(contentOf(walk.text, node));
  else coverParts(walk, node, value, findCredentials(value));
}

/** Covers every scalar below a node. */
function coverAll(walk: Walk, node: YamlNode, seen: Set<Node> = new Set()): void {
  const here = resolve(node);
  if (seen.has(here)) return;
  seen.add(here);
  if (here.kind === 'scalar') walk.found.push(contentOf(walk.text, here));
  else if (here.kind === 'seq') for (const item of here.items) coverAll(walk, item, seen);
  else for (const { value } of here.pairs) coverAll(walk, value, seen);
}

/** A copy of the whole object, as kubectl and others keep in annotations. */
function isCopy({ holder, key }: Place, value: YamlNode): boolean {
  return holder === 'annotations' && (/applied|original|manifest/i.test(key) || textOf(value).includes('{'));
}

/** Variables as a mapping, as some custom resources have them. */
function isEnvMap({ pairs }: YamlMap, { key }: Place, isItem: boolean): boolean {
  return key === 'env' && !isItem && pairs.every(({ value }) => resolve(value).kind === 'scalar');
}

/** Whether what stands under `value` is covered: always of variables and headers, elsewhere where name or form say so. */
function isCovered({ key, holder }: Place, name: string, value: string): boolean {
  return VALUE_LISTS.has(key) || VALUE_LISTS.has(holder) || looksLikeCredential(name, value) !== undefined;
}

function walkMap(walk: Walk, node: YamlMap, place: Place, isItem: boolean): void {
  const named = textOf(node.pairs.findLast(({ name }) => name === 'name')?.value);
  const isAllValues = isEnvMap(node, place, isItem);
  for (const { name, value } of node.pairs) {
    const below = { key: name ?? place.key, holder: name === undefined ? place.holder : place.key };
    if (isAllValues || (name === 'value' && isCovered(place, named, textOf(value))) || isCopy(below, value))
      coverAll(walk, value);
    // What is merged stands where the mapping stands.
    else if (name === undefined) walkMerged(walk, value, place, isItem);
    else walkNode(walk, value, below, false);
  }
}

function walkMerged(walk: Walk, value: YamlNode, place: Place, isItem: boolean): void {
  const merged = resolve(value);
  for (const one of merged.kind === 'seq' ? merged.items : [merged]) walkNode(walk, one, place, isItem);
}

/** An option and, as the next item, its value: `["--password", "x"]`. */
function isOptionValue(option: string, value: string): boolean {
  return /^--?[\w.-]+$/.test(option) && !value.startsWith('-') && looksLikeCredential(option, value) !== undefined;
}

function walkItems(walk: Walk, items: readonly YamlNode[], place: Place): void {
  for (const [i, item] of items.entries()) {
    const before = textOf(items[i - 1]);
    const here = resolve(item);
    const isWhole = here.kind === 'scalar' && (place.key === 'env' || isOptionValue(before, textOf(here)));
    if (isWhole) coverAll(walk, here);
    else walkNode(walk, item, place, true);
  }
}

function walkNode(walk: Walk, node: YamlNode, place: Place, isItem: boolean): void {
  const here = resolve(node);
  const way = `${place.holder}\n${place.key}\n${isItem}`;
  let ways = walk.seen.get(here);
  if (ways?.has(way) === true) return;
  if (ways === undefined) walk.seen.set(here, (ways = new Set()));
  ways.add(way);
  if (here.kind === 'scalar') coverScalar(walk, here, place);
  else if (here.kind === 'seq') walkItems(walk, here.items, place);
  else walkMap(walk, here, place, isItem);
}

/** Comments are no part of the tree: what somebody commented out is looked for in their text. */
function* inComments(text: string): Iterable<Stretch> {
  for (const { 0: comment, index } of text.matchAll(/(?<=^|[\s])#.*/gm)) {
    const value = /\bvalue["']?:\s{0,10}(\S.*)/d.exec(comment)?.indices?.[1];
    if (value !== undefined) yield { start: index + value[0], end: index + value[1] };
    for (const { start, end } of findCredentials(comment)) yield { start: index + start, end: index + end };
  }
}

/**
 * Finds what a text of manifests must not show: literals of environment variables and headers, values and arguments that look like credentials, copies of
 * objects in annotations; of a document that cannot be read all there is. Ascending, and none overlaps another.
 */
export function findValues(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const document of readDocuments(text, { maxDepth: MOST_DEEP })) {
    if (document.value === null) continue;
    const tree = composeDocument(text, document);
    if (tree === undefined) found.push({ start: document.start, end: document.end });
    else {
      const walk: Walk = { text, found, seen: new Map() };
      walkNode(walk, tree, { key: '', holder: '' }, false);
    }
    if (document.format === 'yaml') {
      const { start, end } = document;
      for (const one of inComments(text.slice(start, end)))
        found.push({ start: start + one.start, end: start + one.end });
    }
  }
  return join(found);
}

function join(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const one of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (one.end <= one.start) continue;
    if (last !== undefined && one.start < last.end)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, one.end) };
    else joined.push(one);
  }
  return joined;
}
