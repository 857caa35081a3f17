import type { PathOp, SourceFile } from '../../src/model/cluster/index.ts';
import type { Json, Path } from '../../src/model/json.ts';
import { readDocuments } from '../../src/model/yaml/index.ts';
import { applyEdits, type EditRequest, proveEdits, renderEdits } from '../../src/outcomes/fixes/index.ts';

/** Puts a value at a path. */
export function set(path: Path, value: Json): PathOp {
  return { op: 'set', path, value };
}

/** Puts a value at the end of a list. */
export function insert(path: Path, value: Json): PathOp {
  return { op: 'insert', path, value };
}

/** Takes out what stands at a path. */
export function remove(path: Path, prune = false): PathOp {
  return { op: 'remove', path, prune };
}

/** Which object of a text is meant: the first document's root when nothing is said. */
export interface Where {
  readonly document?: number;
  readonly pointer?: Path;
  readonly format?: 'yaml' | 'json';
}

/** A request on an object of a text. */
export function requestOn(
  text: string,
  ops: readonly PathOp[],
  { document = 0, pointer = [], format = 'yaml' }: Where = {},
): EditRequest {
  const file: SourceFile = { path: 'a.yaml', text, format };
  const { start, end } = readDocuments(text, { format })[document] ?? { start: 0, end: 0 };
  return { file, source: { file: 0, document, start, end, pointer }, ops };
}

/** Drops the first line break and the indentation that a template has in its file. */
export function dedent(text: string): string {
  const body = text.replace(/^\n/, '').replace(/\n *$/, '\n');
  const lead = /^ */.exec(body)?.[0].length ?? 0;
  return body
    .split('\n')
    .map((line) => line.slice(Math.min(lead, line.length - line.trimStart().length)))
    .join('\n');
}

/** The text with the edits made; what went wrong when they were refused or do not read as they should. */
export function edited(text: string, ops: readonly PathOp[], where: Where = {}): string {
  const request = requestOn(text, ops, where);
  const result = renderEdits(request);
  if (result.kind === 'refused') return `refused: ${result.reason}`;
  const after = applyEdits(text, result.edits);
  return proveEdits(request, result.edits) ? after : `not proven:\n${after}`;
}

/** A text before and after operations. */
export interface EditCase {
  readonly name: string;
  readonly before: string;
  readonly ops: readonly PathOp[];
  readonly after: string;
  readonly where?: Where;
}
