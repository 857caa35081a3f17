import type { KubeObject, ObjectSource, SourceFile } from '../../model/cluster/index.ts';
import { composeDocument, type LineIndex, lineIndex } from '../../model/yaml/index.ts';
import { type EditDocument, openDocument } from '../fixes/index.ts';
import type { FindingFix, Region } from './types.ts';

/** An object's file, opened: its lines, the object's document (undefined when it does not compose), and what was found out of the object so far. */
export interface Sheet {
  readonly file: SourceFile;
  readonly lines: LineIndex;
  readonly document: EditDocument | undefined;
  /** Edits of the object that were rendered, by what they do: checks often want the same. */
  readonly edits: Map<string, SheetEdits>;
  /** Places of fields of the object that were looked for, by path as `formatPath` prints it. */
  readonly regions: Map<string, Region>;
}

/** What the edits of a fix come to: the edits, or why there are none. */
export type SheetEdits = Pick<FindingFix, 'file' | 'edits' | 'refused'>;

/**
 * Files and documents as a walk over objects needs them. Each document's tree is composed at most once and each file's lines are found at
 * most once; both are dropped when the last of the announced objects that stand in them is closed.
 */
export interface Sheets {
  /** Undefined when the object was not read from a file. */
  open(object: KubeObject): Sheet | undefined;
  /** Says that the walk is done with an object; once for each that was announced, opened or not. */
  close(object: KubeObject): void;
}

/** What is kept while objects of it are to come. */
interface Kept<T> {
  left: number;
  made?: { readonly value: T };
}

function announce<T>(kept: Map<string | number, Kept<T>>, key: string | number): void {
  const entry = kept.get(key);
  if (entry === undefined) kept.set(key, { left: 1 });
  else entry.left++;
}

function dismiss<T>(kept: Map<string | number, Kept<T>>, key: string | number): void {
  const entry = kept.get(key);
  if (entry !== undefined && --entry.left <= 0) kept.delete(key);
}

function keep<T>(kept: Map<string | number, Kept<T>>, key: string | number, make: () => T): T {
  const entry = kept.get(key);
  if (entry === undefined) return make();
  entry.made ??= { value: make() };
  return entry.made.value;
}

/** The key of a document that several objects stand in (a List); other documents are composed for their one object and not kept. */
function sharedDocument({ source }: KubeObject): string | undefined {
  return source === undefined || source.pointer.length === 0 ? undefined : `${source.file}:${source.document}`;
}

/** The tree of an object's document; undefined where it does not compose. */
export function composeOf({ text, format }: SourceFile, { start, end }: ObjectSource): EditDocument | undefined {
  const root = composeDocument(text, { start, end, format });
  return root === undefined ? undefined : openDocument(root);
}

/** Opens files for one walk over the announced objects, in any order. */
export function openSheets(files: readonly SourceFile[], announced: Iterable<KubeObject>): Sheets {
  const lines = new Map<string | number, Kept<LineIndex>>();
  const documents = new Map<string | number, Kept<EditDocument | undefined>>();
  for (const object of announced) {
    if (object.source !== undefined) announce(lines, object.source.file);
    const key = sharedDocument(object);
    if (key !== undefined) announce(documents, key);
  }
  return {
    open(object) {
      const { source } = object;
      const file = source === undefined ? undefined : files[source.file];
      if (source === undefined || file === undefined) return undefined;
      const key = sharedDocument(object);
      const document =
        key === undefined ? composeOf(file, source) : keep(documents, key, () => composeOf(file, source));
      const fileLines = keep(lines, source.file, () => lineIndex(file.text));
      return { file, document, lines: fileLines, edits: new Map(), regions: new Map() };
    },
    close(object) {
      if (object.source !== undefined) dismiss(lines, object.source.file);
      const key = sharedDocument(object);
      if (key !== undefined) dismiss(documents, key);
    },
  };
}
