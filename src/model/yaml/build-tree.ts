import type { Json } from '../json.ts';
import type { EventSink, YamlEvent } from './events.ts';
import { ReadError } from './problem.ts';
import { isMergeKey, scalarKey, scalarValue } from './resolve.ts';
import type { YamlNode, YamlPair, YamlStyle } from './types.ts';

/** What a node has whatever its kind; plain fields, so that all nodes of a kind have one shape. */
interface Head {
  readonly start: number;
  readonly propertiesStart: number;
  readonly anchor: string;
  readonly tag: string;
  readonly style: YamlStyle;
}

interface Frame {
  readonly isMap: boolean;
  readonly head: Head;
  readonly pairs: YamlPair[];
  readonly items: YamlNode[];
  readonly dashes: number[];
  /** The key that waits for its value. */
  key: YamlNode | undefined;
  keyName: string | undefined;
  colon: number;
}

/** Builds a document's tree with offsets from events. */
export interface TreeBuilder extends EventSink {
  /** The root when all events are in; undefined when there were none. */
  finish(): YamlNode | undefined;
}

interface State {
  readonly frames: Frame[];
  readonly anchors: Map<string, YamlNode>;
  /** Converted keys of the anchored scalars, for aliases that are keys. */
  readonly anchorKeys: Map<string, string | undefined>;
  readonly toValue: (event: YamlEvent) => Json;
  root: YamlNode | undefined;
}

/** A builder; `toValue` reads a scalar (YAML rules by default). The events must be those of a document that has a value. */
export function createTreeBuilder(toValue: (event: YamlEvent) => Json = scalarValue): TreeBuilder {
  const state: State = { frames: [], anchors: new Map(), anchorKeys: new Map(), toValue, root: undefined };
  return {
    scalar: (event) => addScalar(state, event),
    alias: (event) => addAlias(state, event),
    openMap: (event) => openCollection(state, event, true),
    openSeq: (event) => openCollection(state, event, false),
    close: (event) => closeCollection(state, event.end),
    finish: () => state.root,
  };
}

/** Adds the anchor and the tag, which few nodes have. */
function withProperties(node: YamlNode, anchor: string, tag: string): YamlNode {
  if (anchor === '' && tag === '') return node;
  return { ...node, ...(anchor === '' ? {} : { anchor }), ...(tag === '' ? {} : { tag }) };
}

/** Notes the `-` or `:` before a node. */
function beginNode(frame: Frame | undefined, mark: number): void {
  if (frame === undefined) return;
  if (frame.isMap) frame.colon = frame.key === undefined ? -1 : mark;
  else if (frame.head.style === 'block') frame.dashes.push(mark);
}

/** An empty value without `:` has no place of its own: it stands at its key's end. */
function placeOf(frame: Frame | undefined, event: YamlEvent): number {
  if (event.mark >= 0 || event.start !== event.end) return event.start;
  return frame?.key?.end ?? event.start;
}

function addScalar(state: State, event: YamlEvent): void {
  const frame = state.frames.at(-1);
  beginNode(frame, event.mark);
  const { end, style, anchor, tag } = event;
  const start = placeOf(frame, event);
  const moved = start !== event.start;
  const plain: YamlNode = {
    kind: 'scalar',
    start,
    end: moved ? start : end,
    style,
    propertiesStart: moved ? start : event.propertiesStart,
    value: state.toValue(event),
  };
  const node = withProperties(plain, anchor, tag);
  if (anchor !== '') {
    state.anchors.set(anchor, node);
    state.anchorKeys.set(anchor, scalarKey(event));
  }
  const isKey = frame?.isMap === true && frame.key === undefined;
  placeNode(state, node, isKey ? keyName(event) : undefined);
}

function keyName(event: YamlEvent): string | undefined {
  if (event.value === '<<' && isMergeKey(event)) return undefined;
  return scalarKey(event) ?? event.value;
}

function addAlias(state: State, event: YamlEvent): void {
  beginNode(state.frames.at(-1), event.mark);
  const target = state.anchors.get(event.value);
  if (target === undefined) {
    throw new ReadError('unknown-alias', event.start, 'No anchor of this name comes before this alias.');
  }
  const { start, end, propertiesStart, value } = event;
  const node: YamlNode = { kind: 'alias', start, end, style: 'plain', propertiesStart, name: value, target };
  placeNode(state, node, state.anchorKeys.get(value));
}

function placeNode(state: State, node: YamlNode, name: string | undefined): void {
  const frame = state.frames.at(-1);
  if (frame === undefined) state.root = node;
  else if (!frame.isMap) frame.items.push(node);
  else if (frame.key === undefined) {
    frame.key = node;
    frame.keyName = name;
  } else {
    frame.pairs.push({ key: frame.key, value: node, colon: frame.colon, name: frame.keyName });
    frame.key = undefined;
  }
}

function openCollection(state: State, event: YamlEvent, isMap: boolean): void {
  beginNode(state.frames.at(-1), event.mark);
  const { start, propertiesStart, anchor, tag, style } = event;
  const head: Head = { start, propertiesStart, anchor, tag, style };
  state.frames.push({ isMap, head, pairs: [], items: [], dashes: [], key: undefined, keyName: undefined, colon: -1 });
}

function closeCollection(state: State, end: number): void {
  const frame = state.frames.pop();
  if (frame === undefined) return;
  const node = withProperties(collectionNode(frame, end), frame.head.anchor, frame.head.tag);
  if (frame.head.anchor !== '') state.anchors.set(frame.head.anchor, node);
  placeNode(state, node, undefined);
}

function collectionNode(frame: Frame, givenEnd: number): YamlNode {
  const { pairs, items, dashes } = frame;
  const { start, propertiesStart, style } = frame.head;
  const last = frame.isMap ? pairs.at(-1)?.value : items.at(-1);
  const end = givenEnd < 0 ? (last?.end ?? start) : givenEnd;
  return frame.isMap
    ? { kind: 'map', start, end, style, propertiesStart, pairs }
    : { kind: 'seq', start, end, style, propertiesStart, items, dashes };
}
