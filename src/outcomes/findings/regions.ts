import type { KubeObject } from '../../model/cluster/index.ts';
import { formatPath, type Path } from '../../model/json.ts';
import {
  type LineIndex,
  type LocatedPath,
  locatePath,
  type Span,
  type SpanPart,
  type YamlNode,
  type YamlPair,
} from '../../model/yaml/index.ts';
import type { Sheet } from './sheets.ts';
import type { Region, TextRange } from './types.ts';

/** A written thing: its place, and what it is. The path starts at the object's root. */
interface Written {
  readonly span: Span;
  readonly path: Path;
  readonly part: SpanPart;
}

/** One object in its document. */
interface Place {
  readonly text: string;
  readonly tree: YamlNode;
  readonly pointer: Path;
}

function resolveAlias(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? node.target : node;
}

function locate({ tree, pointer }: Place, path: Path): LocatedPath | undefined {
  const located = locatePath(tree, [...pointer, ...path]);
  return located.path.length < pointer.length ? undefined : located;
}

/** The scalar at a path, where one is written there; behind an alias, the anchored one. */
function scalarAt(place: Place, path: Path, located = locate(place, path)): Written | undefined {
  if (located === undefined || located.path.length < place.pointer.length + path.length) return undefined;
  const { kind, start, end } = resolveAlias(located.node);
  return kind === 'scalar' && start < end ? { span: { start, end }, path, part: 'value' } : undefined;
}

/** Whether a key's own text stands there, and not an alias of it. */
function isWrittenKey(text: string, span: Span): boolean {
  return span.start < span.end && text.charCodeAt(span.start) !== 0x2a;
}

function firstKey(place: Place, node: YamlNode, path: Path): Written | undefined {
  const map = resolveAlias(node);
  const pairs: readonly YamlPair[] = map.kind === 'map' ? map.pairs : [];
  const pair = pairs.find(({ name, key }) => name !== undefined && isWrittenKey(place.text, key));
  if (pair?.name === undefined) return undefined;
  const { start, end } = pair.key;
  return { span: { start, end }, path: [...path, pair.name], part: 'key' };
}

/** What stands for a thing without a key: the name of a list's entry, the name of the object, else its first key. */
function nameOf(place: Place, node: YamlNode, path: Path): Written | undefined {
  const names: readonly Path[] = path.length === 0 ? [['metadata', 'name'], ['kind']] : [[...path, 'name']];
  for (const name of names) {
    const found = scalarAt(place, name);
    if (found !== undefined) return found;
  }
  return firstKey(place, node, path);
}

/** What stands for the deepest part of a path that exists: its key, else its name, else the same of its parent. */
function standIn(place: Place, path: Path, located = locate(place, path)): Written | undefined {
  if (located === undefined) return undefined;
  const here = located.path.slice(place.pointer.length);
  const { key, node } = located;
  if (here.length > 0 && key !== undefined && isWrittenKey(place.text, key))
    return { span: key, path: here, part: 'key' };
  const named = nameOf(place, node, here);
  return named ?? (here.length === 0 ? undefined : standIn(place, here.slice(0, -1)));
}

/** Lines and columns of a span. */
export function rangeOf(lines: LineIndex, { start, end }: Span): TextRange {
  const from = lines.position(start);
  const to = lines.position(end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

/**
 * Where a field of an object stands: its scalar, or the nearest thing that is written when it is absent or a collection (see {@link Region.points}).
 * What came in through an anchor or a merge key is shown where it really stands. Undefined when the document has no tree.
 */
export function regionOf(sheet: Sheet, object: KubeObject, path: Path): Region | undefined {
  const { file, lines, document } = sheet;
  if (document === undefined || object.source === undefined) return undefined;
  const place: Place = { text: file.text, tree: document.root, pointer: object.source.pointer };
  const located = locate(place, path);
  const written = scalarAt(place, path, located) ?? standIn(place, path, located);
  if (written === undefined) return undefined;
  const { span } = written;
  const byteOffset = lines.byteOffset(span.start);
  return {
    file: file.path,
    ...rangeOf(lines, span),
    byteOffset,
    byteLength: lines.byteOffset(span.end) - byteOffset,
    ...(file.rendered === undefined ? {} : { rendered: file.rendered.by }),
    points: { path: formatPath(written.path), part: written.part },
  };
}
