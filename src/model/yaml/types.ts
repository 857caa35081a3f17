import type { Json, Path } from '../json.ts';

/** How a scalar or collection is written; decides how an edit near it may look. */
export type YamlStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'block' | 'flow';

/** One node of a document's tree. Offsets are UTF-16 code units into the file's whole text; `end` is exclusive. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

/**
 * What every node has: where its content stands (properties such as `&a` or `!!str` come before `start`).
 * A block collection ends where its last child ends; a literal or folded scalar ends before the break of its last line of text.
 */
export interface YamlNodeBase {
  readonly start: number;
  readonly end: number;
  readonly style: YamlStyle;
  readonly anchor?: string;
  readonly tag?: string;
  /** Where the properties (anchor, tag) begin; equals `start` when there are none. */
  readonly propertiesStart: number;
}

/** A scalar with the value that Kubernetes reads from it. */
export interface YamlScalar extends YamlNodeBase {
  readonly kind: 'scalar';
  readonly value: Json;
}

/** One `key: value` of a mapping; `value.start === value.end` for an empty (null) value. */
export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** Offset of the `:` indicator; -1 when it is left out (`? a` alone, `{a}`). */
  readonly colon: number;
  /** The key as the string that Kubernetes makes of it; undefined for a merge key (`<<`). */
  readonly name: string | undefined;
}

/** A mapping, merge keys (`<<`) still as written. */
export interface YamlMap extends YamlNodeBase {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
}

/** A sequence; `dashes[i]` is the offset of item i's `-` (block style only). */
export interface YamlSeq extends YamlNodeBase {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly dashes: readonly number[];
}

/** `*name`, with the node it stands for. */
export interface YamlAlias extends YamlNodeBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

/** What can be wrong with a document. `duplicate-key` is a warning (last wins, as Kubernetes reads it); the others mean that there is no value. */
export type YamlProblemCode =
  | 'syntax'
  | 'duplicate-key'
  | 'text-behind-end'
  | 'alias-bomb'
  | 'too-deep'
  | 'bad-tag'
  | 'bad-merge'
  | 'bad-key'
  | 'unknown-alias'
  | 'control-character'
  | 'not-json';

/** A problem at a place in the text, with a message that says what to do. */
export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly offset: number;
}

/** One document of a file, read as kubectl and the API server read it. */
export interface YamlDocument {
  /** Position among the file's documents, empty ones counted, from 0. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly format: 'yaml' | 'json';
  /** Undefined when the document could not be read; null for an empty document. */
  readonly value: Json | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Which part of an entry a span covers. */
export type SpanPart = 'key' | 'value';

/** A stretch of a file's text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a path stands in a document's tree, after aliases and merge keys. */
export interface LocatedPath {
  /** The deepest part of the wanted path that exists. */
  readonly path: Path;
  /** The key token of the last step; undefined for list items and the root. */
  readonly key: Span | undefined;
  readonly value: Span;
  readonly node: YamlNode;
  /** True when the way went through an alias or a merge key: an edit here would change other places too. */
  readonly shared: boolean;
}
