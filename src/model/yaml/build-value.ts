import type { Json } from '../json.ts';
import { type EventSink, MAX_VALUE_DEPTH, type YamlEvent } from './events.ts';
import { ReadError } from './problem.ts';
import { isMergeKey, scalarKey, scalarValue } from './resolve.ts';
import type { YamlProblem } from './types.ts';
import {
  type Anchor,
  type Frame,
  ITEM,
  type JsonMap,
  KEY,
  MERGE,
  MERGE_ITEM,
  newState,
  type State,
  top,
  VALUE,
  visit,
} from './value-state.ts';

/** Builds a document's value from events, without a tree. */
export interface ValueBuilder extends EventSink {
  readonly problems: YamlProblem[];
  /** The value when all events are in. Throws ReadError for what has no JSON form. */
  finish(): Json;
}

/** How values are built: what a scalar stands for (YAML rules by default), and how many collections may be nested. */
export interface ValueOptions {
  readonly toValue?: (event: YamlEvent) => Json;
  readonly maxDepth?: number;
}

/** A builder of one document's value. */
export function createValueBuilder({
  toValue = scalarValue,
  maxDepth = MAX_VALUE_DEPTH,
}: ValueOptions = {}): ValueBuilder {
  const state = newState(toValue, maxDepth);
  return {
    problems: state.problems,
    scalar: (event) => addScalar(state, event),
    alias: (event) => addAlias(state, event),
    openMap: (event) => openMap(state, event),
    openSeq: (event) => openSeq(state, event),
    close: () => closeCollection(state),
    finish: () => finish(state),
  };
}

function addScalar(state: State, event: YamlEvent): void {
  const frame = top(state);
  if (frame.waits === KEY) return addKey(state, frame, event);
  visit(state, 1, event.start);
  const value = state.toValue(event);
  if (typeof value === 'number' && !Number.isFinite(value)) noteDoubt(state, event.start);
  if (event.anchor !== '') anchorScalar(state, event, value);
  place(state, frame, value, event.start);
}

function anchorScalar(state: State, event: YamlEvent, value: Json): void {
  const key = scalarKey(event);
  state.anchors.set(event.anchor, { value, key, shape: 'scalar', size: 1, height: 0 });
}

function addKey(state: State, frame: Frame, event: YamlEvent): void {
  if (event.value === '<<' && isMergeKey(event)) {
    if (event.anchor !== '') anchorScalar(state, event, event.value);
    frame.waits = MERGE;
    return;
  }
  visit(state, 1, event.start);
  const key = scalarKey(event);
  if (event.anchor !== '') anchorScalar(state, event, state.toValue(event));
  setKey(state, frame, key, event.start);
}

function setKey(state: State, frame: Frame, key: string | undefined, at: number): void {
  frame.waits = VALUE;
  frame.keyStart = at;
  frame.key = key ?? 'null';
  if (key !== undefined) return;
  noteDoubt(state, at);
  state.badMaps.add(frame.map);
}

function noteDoubt(state: State, at: number): void {
  if (state.doubtAt < 0) state.doubtAt = at;
}

function place(state: State, frame: Frame, value: Json, at: number): void {
  if (frame.waits === VALUE) {
    setEntry(state, frame, value);
  } else if (frame.waits === ITEM) {
    frame.list.push(value);
  } else throw badMerge(at);
}

function badMerge(at: number): ReadError {
  return new ReadError('bad-merge', at, 'A merge key ("<<") takes a mapping, an alias of one, or a list of these.');
}

function setEntry(state: State, frame: Frame, value: Json): void {
  const { map, key } = frame;
  frame.waits = KEY;
  // The read is much faster than hasOwn, and no value is undefined.
  if (map[key] !== undefined && Object.hasOwn(map, key)) noteRepeat(state, frame);
  if (key === '__proto__') defineEntry(map, key, value);
  else map[key] = value;
}

function defineEntry(map: JsonMap, key: string, value: Json): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

function noteRepeat(state: State, frame: Frame): void {
  if (frame.merged?.delete(frame.key) === true) return;
  const message = `The key ${JSON.stringify(frame.key)} is given more than once in this mapping; Kubernetes takes the last one. Remove the others.`;
  state.problems.push({ code: 'duplicate-key', message, offset: frame.keyStart });
}

function mergeInto(state: State, frame: Frame, source: JsonMap): void {
  frame.merged ??= new Set();
  for (const [key, value] of Object.entries(source)) {
    if (!Object.hasOwn(frame.map, key)) frame.merged.add(key);
    defineEntry(frame.map, key, value);
  }
  if (state.badMaps.has(source)) state.badMaps.add(frame.map);
  frame.waits = KEY;
}

function addAlias(state: State, event: YamlEvent): void {
  const frame = top(state);
  const anchor = state.anchors.get(event.value);
  if (anchor === undefined)
    throw new ReadError(
      'unknown-alias',
      event.start,
      'No anchor of this name comes before this alias ("*"); define it, or quote the text if it is meant literally.',
    );
  if (anchor.size === undefined)
    throw new ReadError('alias-bomb', event.start, 'This alias stands inside what it stands for.');
  state.expanded += anchor.size;
  visit(state, anchor.size + 1, event.start);
  deepen(state, frame, anchor.height, event.start);
  if (frame.waits === KEY) aliasAsKey(state, frame, anchor, event.start);
  else if (frame.waits === MERGE || frame.waits === MERGE_ITEM) aliasAsMerge(state, frame, anchor, event.start);
  else place(state, frame, anchor.value, event.start);
}

function deepen(state: State, frame: Frame, height: number, at: number): void {
  if (height > frame.height) frame.height = height;
  if (state.depth + height > state.maxDepth) throw tooDeep(state, at);
}

function tooDeep(state: State, at: number): ReadError {
  const kubernetes = state.maxDepth < MAX_VALUE_DEPTH ? '' : '; Kubernetes refuses this too';
  return new ReadError('too-deep', at, `More than ${state.maxDepth} nested collections${kubernetes}.`);
}

function aliasAsKey(state: State, frame: Frame, anchor: Anchor, at: number): void {
  if (anchor.shape !== 'scalar') throw badKey(at);
  setKey(state, frame, anchor.key, at);
}

function badKey(at: number): ReadError {
  return new ReadError(
    'bad-key',
    at,
    'A mapping or a list cannot be a key in Kubernetes; if this is a template, render it first.',
  );
}

function aliasAsMerge(state: State, frame: Frame, anchor: Anchor, at: number): void {
  if (anchor.shape !== 'map') throw badMerge(at);
  if (frame.waits === MERGE) mergeInto(state, frame, anchor.value as JsonMap);
  else frame.list.push(anchor.value);
}

function open(state: State, event: YamlEvent, shape: 'map' | 'list'): Frame {
  const parent = top(state);
  if (parent.waits === KEY) throw badKey(event.start);
  visit(state, 1, event.start);
  if (state.depth >= state.maxDepth) throw tooDeep(state, event.start);
  state.depth++;
  const frame = top(state);
  frame.merged = undefined;
  frame.anchor = undefined;
  frame.opened = state.visited - 1;
  frame.height = 0;
  if (event.anchor !== '') {
    frame.anchor = { value: null, key: undefined, shape, size: undefined, height: 0 };
    state.anchors.set(event.anchor, frame.anchor);
  }
  return frame;
}

function openMap(state: State, event: YamlEvent): void {
  const frame = open(state, event, 'map');
  frame.map = {};
  frame.waits = KEY;
}

function openSeq(state: State, event: YamlEvent): void {
  const parent = top(state);
  if (parent.waits === MERGE_ITEM) throw badMerge(event.start);
  const frame = open(state, event, 'list');
  frame.list = [];
  frame.waits = parent.waits === MERGE ? MERGE_ITEM : ITEM;
}

function closeCollection(state: State): void {
  const frame = top(state);
  state.depth--;
  const parent = top(state);
  const value: Json = frame.waits === KEY ? frame.map : frame.list;
  if (frame.height + 1 > parent.height) parent.height = frame.height + 1;
  if (frame.anchor !== undefined) {
    frame.anchor.value = value;
    frame.anchor.size = state.visited - frame.opened;
    frame.anchor.height = frame.height + 1;
  }
  if (frame.waits === MERGE_ITEM) mergeList(state, parent, frame.list);
  else if (parent.waits === MERGE) mergeInto(state, parent, frame.map);
  else if (parent.waits === MERGE_ITEM) parent.list.push(value);
  else place(state, parent, value, 0);
}

/** The first of a list of merged mappings wins, so they are laid over each other from the last on. */
function mergeList(state: State, parent: Frame, sources: readonly Json[]): void {
  for (const source of sources.toReversed()) mergeInto(state, parent, source as JsonMap);
  parent.waits = KEY;
}

function finish(state: State): Json {
  const value = state.frames[0]?.list[0] ?? null;
  if (state.doubtAt >= 0) refuseImpossible(state, value);
  return value;
}

function refuseImpossible(state: State, root: Json): void {
  const seen = new Set<object>();
  const todo: Json[] = [root];
  for (let here = todo.pop(); here !== undefined; here = todo.pop()) {
    if (typeof here === 'number' && !Number.isFinite(here)) {
      throw new ReadError(
        'not-json',
        state.doubtAt,
        'Kubernetes cannot take a number that is infinite, out of range or not a number; quote the value if it is text.',
      );
    }
    if (typeof here !== 'object' || here === null || seen.has(here)) continue;
    seen.add(here);
    if (state.badMaps.has(here))
      throw new ReadError('bad-key', state.doubtAt, 'This key is null or too large a number for Kubernetes; quote it.');
    for (const child of Object.values(here)) if (child !== undefined) todo.push(child);
  }
}
