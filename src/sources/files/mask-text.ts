import { isList, isObject, type Json } from '../../model/json.ts';
import {
  composeDocument,
  type YamlAlias,
  type YamlDocument,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../model/yaml/index.ts';
import { carriesSecret, isCopyAnnotation, isSecretive, isSecretKind, isShownField, isValueField } from './secrets.ts';

/** A stretch of text to mask, and how it is written. `whole` is a document that nobody can read. */
interface Mask {
  readonly start: number;
  readonly end: number;
  readonly as: 'plain' | 'quoted' | 'block' | 'whole';
}

function resolveAlias(node: YamlNode): Exclude<YamlNode, YamlAlias> {
  let here = node;
  while (here.kind === 'alias') here = here.target;
  return here;
}

/** The entries of a mapping, merged ones too, each with the key's text. */
function* entriesOf(map: YamlMap, seen: Set<YamlNode> = new Set()): Generator<readonly [string, YamlNode]> {
  if (seen.has(map)) return;
  seen.add(map);
  for (const { name, value } of map.pairs) {
    if (name !== undefined) {
      yield [name, value];
      continue;
    }
    const merged = resolveAlias(value);
    for (const one of merged.kind === 'seq' ? merged.items.map(resolveAlias) : [merged])
      if (one.kind === 'map') yield* entriesOf(one, seen);
  }
}

function maskOf(node: YamlScalar): Mask {
  const { start, end, style } = node;
  if (style === 'single' || style === 'double') return { start: start + 1, end: end - 1, as: 'quoted' };
  return { start, end, as: style === 'plain' ? 'plain' : 'block' };
}

/** Adds a mask for every scalar below a node; keys of a Secret's maps are names and stay. `seen` ends alias rings. */
function maskBelow(node: YamlNode, masks: Mask[], seen: Set<YamlNode>): void {
  const here = resolveAlias(node);
  if (seen.has(here)) return;
  seen.add(here);
  if (here.kind === 'scalar') masks.push(maskOf(here));
  else if (here.kind === 'seq') for (const item of here.items) maskBelow(item, masks, seen);
  else for (const [, value] of entriesOf(here)) maskBelow(value, masks, seen);
}

function textOfNode(node: YamlNode): string {
  const scalar = resolveAlias(node);
  return scalar.kind === 'scalar' && typeof scalar.value === 'string' ? scalar.value : '';
}

function maskAnnotations(node: YamlNode, masks: Mask[]): void {
  const metadata = resolveAlias(node);
  if (metadata.kind !== 'map') return;
  for (const [name, value] of entriesOf(metadata)) {
    const annotations = resolveAlias(value);
    if (name !== 'annotations' || annotations.kind !== 'map') continue;
    for (const [key, text] of entriesOf(annotations)) {
      const scalar = resolveAlias(text);
      if (scalar.kind === 'scalar' && isCopyAnnotation(key, textOfNode(scalar))) masks.push(maskOf(scalar));
    }
  }
}

function maskSecretNode(map: YamlMap, masks: Mask[]): void {
  const seen = new Set<YamlNode>();
  for (const [name, value] of entriesOf(map)) {
    if (name === 'metadata') maskAnnotations(value, masks);
    else if (!isShownField(name)) maskBelow(value, masks, seen);
  }
}

/** Finds Secrets that an object carries for others, anywhere inside it. */
function findCarried(node: YamlNode, masks: Mask[], seen: Set<YamlNode>): void {
  const here = resolveAlias(node);
  if (here.kind === 'scalar' || seen.has(here)) return;
  seen.add(here);
  if (here.kind === 'seq') {
    for (const item of here.items) findCarried(item, masks, seen);
    return;
  }
  const entries = [...entriesOf(here)];
  const isSecret = entries.some(([name, value]) => name === 'kind' && textOfNode(value) === 'Secret');
  const values = new Set<YamlNode>();
  for (const [name, value] of entries) {
    if (isSecret && isValueField(name)) maskBelow(value, masks, values);
    else findCarried(value, masks, seen);
  }
}

/** The kinds that a node says it is of: a key may stand twice. One that says none has that of the items of its list. */
function kindsOf(entries: readonly (readonly [string, YamlNode])[], inherited: string): readonly string[] {
  const own = entries.filter(([name]) => name === 'kind').map(([, value]) => textOfNode(value));
  return own.length === 0 ? [inherited] : own;
}

/** Finds Secrets in a document: itself, or its items, since whatever has items is a List to kubectl. Keys that stand twice are looked at each time. */
function findSecrets(node: YamlNode, inherited: string, masks: Mask[], seen: Set<YamlNode>): void {
  const here = resolveAlias(node);
  if (here.kind !== 'map' || seen.has(here)) return;
  seen.add(here);
  const entries = [...entriesOf(here)];
  const kinds = kindsOf(entries, inherited);
  if (kinds.some(isSecretKind)) maskSecretNode(here, masks);
  const list = kinds.find((kind) => kind.endsWith('List'));
  if (list === undefined) findCarried(here, masks, new Set());
  const itemKind = list?.slice(0, -'List'.length) ?? '';
  for (const [, value] of entries.filter(([name]) => name === 'items')) {
    const items = resolveAlias(value);
    if (items.kind === 'seq') for (const item of items.items) findSecrets(item, itemKind, masks, seen);
  }
}

/** A line with all but its indentation and its ending masked. */
function starLine(line: string): string {
  const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const tail = line.length > indent && line.endsWith('\r') ? '\r' : '';
  return line.slice(0, indent) + '*'.repeat(line.length - indent - tail.length) + tail;
}

function starPlain(line: string, json: boolean): string {
  if (line === '') return line;
  // A plain scalar that began with `*` would be an alias, and JSON has no plain text at all: the masked text must still read.
  return json ? `1${'0'.repeat(line.length - 1)}` : `x${starLine(line).slice(1)}`;
}

/** Masks a stretch by `*`: line breaks and the indentation that YAML needs stay, so that every offset and line holds. */
function maskStretch(stretch: string, as: Mask['as'], json: boolean): string {
  const [first = '', ...rest] = stretch.split('\n');
  const stars = rest.map(starLine);
  if (as === 'plain') return [starPlain(first, json), ...stars].join('\n');
  // The first line of a block scalar is its header (`|-`).
  return [as === 'block' ? first : starLine(first), ...stars].join('\n');
}

function applyMasks(text: string, masks: readonly Mask[], json: boolean): string {
  const pieces: string[] = [];
  let at = 0;
  for (const mask of masks.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    // Two ways may lead to one anchored value.
    if (mask.start < at || mask.end <= mask.start) continue;
    pieces.push(text.slice(at, mask.start), maskStretch(text.slice(mask.start, mask.end), mask.as, json));
    at = mask.end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

// What a document with secret values must say somewhere.
const SPEAKS_OF_SECRETS = /\bSecret|EncryptionConfig|client-key-data/;

/** The masks of one document. One that cannot be read but speaks of Secrets is masked whole: nobody can tell where its values stand. */
function masksOf(text: string, document: YamlDocument, mentions: boolean): readonly Mask[] {
  const { start, end, value, problems } = document;
  const speaks = (): boolean => mentions && SPEAKS_OF_SECRETS.test(text.slice(start, end));
  if (value === undefined) return speaks() ? [{ start, end, as: 'whole' }] : [];
  // Of keys that stand twice the value shows only the last.
  if (!mayHoldSecret(value) && !(speaks() && (problems.length > 0 || carriesSecret(value)))) return [];
  const tree = composeDocument(text, document);
  const masks: Mask[] = [];
  if (tree !== undefined) findSecrets(tree, '', masks, new Set());
  return masks;
}

/** A file's text with the values of its Secrets masked by `*` of equal length; other documents are as they were. */
export function maskTexts(text: string, documents: readonly YamlDocument[]): string {
  const mentions = SPEAKS_OF_SECRETS.test(text);
  const masks = documents.flatMap((document) => masksOf(text, document, mentions));
  if (masks.length === 0) return text;
  return applyMasks(
    text,
    masks,
    documents.every(({ format }) => format === 'json'),
  );
}

function mayHoldSecret(value: Json): boolean {
  if (!isObject(value)) return false;
  const { items } = value;
  return isSecretive(value) || value['kind'] === 'SecretList' || (isList(items) && items.some(mayHoldSecret));
}
