import type { Json } from '../json.ts';
import type { YamlEvent } from './events.ts';
import { ReadError } from './problem.ts';
import type { YamlProblem } from './types.ts';

/** A mapping while it is filled. */
export type JsonMap = Record<string, Json>;

// What the innermost collection waits for.

/** Any item of a list, or the document itself. */
export const ITEM = 0;
/** The next key of a mapping. */
export const KEY = 1;
/** The value of `key`. */
export const VALUE = 2;
/** What a merge key takes. */
export const MERGE = 3;
/** An item of a list of mappings to merge. */
export const MERGE_ITEM = 4;

/** One open collection. */
export interface Frame {
  waits: number;
  list: Json[];
  map: JsonMap;
  key: string;
  keyStart: number;
  /** Keys that came by a merge only; undefined while there was no merge. */
  merged: Set<string> | undefined;
  anchor: Anchor | undefined;
  /** Nodes visited when the collection began. */
  opened: number;
  /** Levels of collections inside this one. */
  height: number;
}

/** What an anchor stands for. */
export interface Anchor {
  value: Json;
  /** The anchored scalar as a key; undefined for collections and for scalars that cannot be keys. */
  key: string | undefined;
  shape: 'scalar' | 'map' | 'list';
  /** Nodes that a reader visits when it expands the anchor; undefined while the collection is not complete. */
  size: number | undefined;
  height: number;
}

/** All that a builder keeps of one document. */
export interface State {
  readonly frames: Frame[];
  depth: number;
  readonly anchors: Map<string, Anchor>;
  readonly problems: YamlProblem[];
  readonly toValue: (event: YamlEvent) => Json;
  readonly maxDepth: number;
  visited: number;
  /** Visits that came from expanding aliases. */
  expanded: number;
  /** Offset of the first NaN, infinity or impossible key; refused only when it is in the final value. */
  doubtAt: number;
  readonly badMaps: Set<object>;
}

function newFrame(): Frame {
  return {
    waits: ITEM,
    list: [],
    map: {},
    key: '',
    keyStart: 0,
    merged: undefined,
    anchor: undefined,
    opened: 0,
    height: 0,
  };
}

/** The state before the first event. */
export function newState(toValue: State['toValue'], maxDepth: number): State {
  return {
    frames: [newFrame()],
    depth: 0,
    anchors: new Map(),
    problems: [],
    toValue,
    maxDepth,
    // The document itself is a node to go-yaml's count.
    visited: 1,
    expanded: 0,
    doubtAt: -1,
    badMaps: new Set(),
  };
}

/** The frame of the innermost collection; frames of levels that were left are used again. */
export function top(state: State): Frame {
  const frame = state.frames[state.depth];
  if (frame !== undefined) return frame;
  const fresh = newFrame();
  state.frames[state.depth] = fresh;
  return fresh;
}

/** Counts visited nodes as go-yaml does and refuses a document that is mostly expansion of aliases. */
export function visit(state: State, nodes: number, at: number): void {
  state.visited += nodes;
  if (state.expanded <= 100 || state.visited <= 1000) return;
  if (state.expanded / state.visited > allowedRatio(state.visited)) {
    throw new ReadError(
      'alias-bomb',
      at,
      'Most of this document comes from expanding aliases; write the repeated parts out.',
    );
  }
}

function allowedRatio(visited: number): number {
  if (visited <= 400_000) return 0.99;
  if (visited >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((visited - 400_000) / 3_600_000);
}
